import { pointerStep } from '../../domain/values/json-pointer.ts';

/** Lists and objects inside one another, at most. */
export const JSON_DEPTH_MAX = 32;

/** Where a JSON value cannot be kept exactly as it was sent, and why. */
export interface JsonFault {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Looks for what would be lost or refused on the way into the database: NUL and unpaired surrogates in text or names,
 * negative zero, numbers beyond ±(2^53 − 1), nesting deeper than 32, the name `__proto__`. Null: everything can be kept.
 */
export function findUnstorable(value: unknown, depth = 0): JsonFault | null {
  if (typeof value === 'string') return here(faultOfText(value));
  if (typeof value === 'number') return here(faultOfNumber(value));
  if (typeof value !== 'object' || value === null) return null;
  if (depth === JSON_DEPTH_MAX) return here(`is nested deeper than ${JSON_DEPTH_MAX}`);
  return Array.isArray(value) ? faultOfList(value, depth) : faultOfObject(value, depth);
}

function faultOfList(list: readonly unknown[], depth: number): JsonFault | null {
  for (const [index, element] of list.entries()) {
    const fault = findUnstorable(element, depth + 1);
    if (fault !== null) return inside(index, fault);
  }
  return null;
}

function faultOfObject(object: object, depth: number): JsonFault | null {
  for (const [name, member] of Object.entries(object)) {
    const detail = faultOfText(name) ?? (name === '__proto__' ? 'is not allowed here' : null);
    if (detail !== null) return here(`the name ${JSON.stringify(name)} ${detail}`);
    const fault = findUnstorable(member, depth + 1);
    if (fault !== null) return inside(name, fault);
  }
  return null;
}

function faultOfText(text: string): string | null {
  if (text.includes('\0')) return 'holds a NUL character';
  return text.isWellFormed() ? null : 'holds an unpaired surrogate';
}

function faultOfNumber(value: number): string | null {
  if (Object.is(value, -0)) return 'is zero with a sign, which would be lost';
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return null;
  return 'lies beyond ±9007199254740991, where whole numbers are no longer exact';
}

function here(detail: string | null): JsonFault | null {
  return detail === null ? null : { pointer: '', detail };
}

/** The fault of a part as one of the whole: places are put together only where there is a fault. */
function inside(step: PropertyKey, { pointer, detail }: JsonFault): JsonFault {
  return { pointer: pointerStep(step) + pointer, detail };
}

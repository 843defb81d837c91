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
 * numbers beyond ±(2^53 − 1), nesting deeper than 32, the name `__proto__`. Null: everything can be kept.
 */
export function findUnstorable(value: unknown, pointer = '', depth = 0): JsonFault | null {
  if (typeof value === 'string') {
    const detail = faultOfText(value);
    return detail === null ? null : { pointer, detail };
  }
  if (typeof value === 'number') {
    return Math.abs(value) <= Number.MAX_SAFE_INTEGER
      ? null
      : { pointer, detail: 'lies beyond ±9007199254740991, where whole numbers are no longer exact' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (depth === JSON_DEPTH_MAX) return { pointer, detail: `is nested deeper than ${JSON_DEPTH_MAX}` };
  return Array.isArray(value)
    ? faultOfList(value, pointer, depth)
    : faultOfMembers(Object.entries(value), pointer, depth);
}

function faultOfList(list: readonly unknown[], pointer: string, depth: number): JsonFault | null {
  for (const [index, element] of list.entries()) {
    const fault = findUnstorable(element, `${pointer}/${index}`, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfMembers(
  members: readonly (readonly [string, unknown])[],
  pointer: string,
  depth: number,
): JsonFault | null {
  for (const [name, member] of members) {
    const detail = faultOfText(name) ?? (name === '__proto__' ? 'is not allowed here' : null);
    if (detail !== null) return { pointer, detail: `the name ${JSON.stringify(name)} ${detail}` };
    const fault = findUnstorable(member, pointer + pointerStep(name), depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOfText(text: string): string | null {
  if (text.includes('\0')) return 'holds a NUL character';
  return text.isWellFormed() ? null : 'holds an unpaired surrogate';
}

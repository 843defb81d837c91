import { isJsonList, sameJson } from './json.ts';
import type { JsonValue } from './json.ts';
import { quantityOf } from './money.ts';

/**
 * The comparisons that are the same wherever a value is tested. All that are given must hold.
 * Numbers compare by size, money by its minor units, text by code unit, dates as `YYYY-MM-DD` text; unlike types never
 * compare as true. `matches` is the whole text with `*` for any run of characters. `has` asks a list for an element.
 */
export interface Comparison {
  readonly is?: JsonValue;
  readonly in?: readonly JsonValue[];
  readonly atLeast?: number | string;
  readonly above?: number | string;
  readonly atMost?: number | string;
  readonly below?: number | string;
  readonly matches?: string;
  readonly exists?: boolean;
  readonly has?: JsonValue;
}

/** Whether the value passes. A missing value (undefined or null) fails every test but `exists: false`. */
export function compares(test: Comparison, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) {
    return test.exists === false && Object.keys(test).length === 1;
  }
  return (
    test.exists !== false &&
    (test.is === undefined || sameAs(value, test.is)) &&
    (test.in === undefined || test.in.some((one) => sameAs(value, one))) &&
    (test.has === undefined || hasElement(value, test.has)) &&
    (test.matches === undefined || (typeof value === 'string' && matchesPattern(value, test.matches))) &&
    isOrdered(test, value)
  );
}

/** The greatest number that a number is compared with; 0 when there is none. Two numbers above it pass alike. */
export function greatestNumber({ is, in: list = [], atLeast, above, atMost, below }: Comparison): number {
  const operands = [is, ...list, atLeast, above, atMost, below];
  return Math.max(0, ...operands.filter((operand) => typeof operand === 'number'));
}

function isOrdered(test: Comparison, value: JsonValue): boolean {
  return (
    (test.atLeast === undefined || order(value, test.atLeast) >= 0) &&
    (test.above === undefined || order(value, test.above) > 0) &&
    (test.atMost === undefined || order(value, test.atMost) <= 0) &&
    (test.below === undefined || order(value, test.below) < 0)
  );
}

/** Below zero, zero or above zero, as the value is before, at or after the bound; NaN for unlike types. */
function order(value: JsonValue, bound: number | string): number {
  if (typeof bound === 'number') return (quantityOf(value) ?? Number.NaN) - bound;
  if (typeof value !== 'string') return Number.NaN;
  if (value === bound) return 0;
  return value < bound ? -1 : 1;
}

function sameAs(value: JsonValue, wanted: JsonValue): boolean {
  return typeof wanted === 'number' ? quantityOf(value) === wanted : sameJson(value, wanted);
}

function hasElement(value: JsonValue, wanted: JsonValue): boolean {
  return isJsonList(value) && value.some((element) => sameJson(element, wanted));
}

/** In time linear in the text for each `*`, whatever the pattern: a regular expression could be made to hang. */
function matchesPattern(text: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === pattern;
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false;
  let from = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= text.length - tail.length;
}

import { describe, expect, it } from 'vitest';
import { compares } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import type { JsonValue } from './json.ts';

describe('compares', () => {
  it.each<[string, Comparison, JsonValue | undefined, boolean]>([
    ['numbers by size', { atLeast: 10, below: 20 }, 10, true],
    ['a bound that is not reached', { above: 10 }, 10, false],
    ['a bound that is met', { atMost: 10 }, 10, true],
    ['text by code unit', { below: 'b' }, 'Z', true],
    ['dates as text', { atLeast: '2026-02-01' }, '2026-01-31', false],
    ['money by its minor units', { atLeast: 5000 }, { amountMinor: 5000, currency: 'EUR' }, true],
    ['unlike types never', { atMost: 10 }, '9', false],
    ['equal lists and objects', { is: { a: [1], b: 2 } }, { b: 2, a: [1] }, true],
    ['one of several', { in: ['beans', 'tea'] }, 'tea', true],
    ['none of several', { in: [] }, 'tea', false],
    ['an element of a list', { has: 'vip' }, ['new', 'vip'], true],
    ['no element of a text', { has: 'v' }, 'vip', false],
    ['a pattern', { matches: 'sku-*-xl' }, 'sku-12-xl', true],
    ['a pattern with two runs', { matches: '*b*' }, 'abc', true],
    ['a pattern whose ends overlap', { matches: 'aba*ba' }, 'aba', false],
    ['the whole text, not a part', { matches: 'sku' }, 'sku-12', false],
    ['no regular expression', { matches: '.+' }, 'sku', false],
    ['presence', { exists: true }, false, true],
    ['absence', { exists: false }, undefined, true],
    ['null as absence', { exists: false }, null, true],
    ['absence, of what is there', { exists: false }, 0, false],
    ['nothing with a missing value', { atMost: 10 }, undefined, false],
    ['nothing with null, even null', { is: null }, null, false],
  ])('compares %s', (_what, test, value, expected) => {
    expect(compares(test, value)).toBe(expected);
  });

  it('answers at once for a pattern that would make a regular expression hang', () => {
    expect(compares({ matches: `${'*a'.repeat(30)}b` }, 'a'.repeat(10_000))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { matches } from './where.ts';
import type { WhereClause } from './where.ts';

describe('matches', () => {
  const purchase = {
    store: 'mitte',
    customer: { kind: 'business' },
    total: { amountMinor: 1250, currency: 'EUR' },
    lines: [
      { sku: '0012', category: 'beans', quantity: 2, amount: { amountMinor: 1000, currency: 'EUR' } },
      { sku: '0040', category: 'tea', quantity: 1, amount: { amountMinor: 250, currency: 'EUR' } },
      'a line of another shape',
    ],
  };

  it.each<[string, WhereClause, boolean]>([
    ['a value', { kind: 'value', path: 'store', test: { is: 'mitte' } }, true],
    ['a value below others', { kind: 'value', path: 'customer.kind', test: { is: 'business' } }, true],
    ['money', { kind: 'value', path: 'total', test: { atLeast: 1250 } }, true],
    ['a missing value', { kind: 'value', path: 'till', test: { atMost: 9 } }, false],
    ['the absence of a value', { kind: 'value', path: 'till.number', test: { exists: false } }, true],
    ['one line of several', category('tea'), true],
    ['no line', category('mugs'), false],
    ['a sum over lines', { kind: 'sum', path: 'lines', of: 'amount', test: { is: 1250 } }, true],
    ['a sum of numbers', { kind: 'sum', path: 'lines', of: 'quantity', test: { above: 3 } }, false],
    ['the number of lines', { kind: 'count', path: 'lines', test: { is: 3 } }, true],
    ['a list that is not there', { kind: 'count', path: 'coupons', test: { atMost: 3 } }, false],
    [
      'a list that is something else',
      { kind: 'sum', path: 'store', of: 'amount', test: { atMost: 3 } },
      false,
    ],
  ])('tests %s', (_what, clause, expected) => {
    expect(matches([clause], purchase)).toBe(expected);
  });

  it('asks every clause of one line at once', () => {
    const both: WhereClause = {
      kind: 'any',
      path: 'lines',
      where: [
        { kind: 'value', path: 'category', test: { is: 'tea' } },
        { kind: 'value', path: 'quantity', test: { atLeast: 2 } },
      ],
    };
    expect(matches([both], purchase)).toBe(false);
  });

  it('passes everything without a clause', () => {
    expect(matches([], {})).toBe(true);
  });
});

function category(is: string): WhereClause {
  return { kind: 'any', path: 'lines', where: [{ kind: 'value', path: 'category', test: { is } }] };
}

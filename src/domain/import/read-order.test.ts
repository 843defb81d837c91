import { describe, expect, it } from 'vitest';
import { formatInstant } from '../values/instant.ts';
import { firstMatch } from './line-rule.ts';
import { POSITIONS, shopMapping } from './mapping.fixture.ts';
import type { AmountMapping, CellTest, Mapping } from './mapping.ts';
import { orderKey, readOrder, type OrderReading } from './read-order.ts';
import type { SourceLine } from './source-line.ts';

const TOTAL: AmountMapping = { kind: 'total', column: 'price' };

/** `sku quantity price member time`, as lines of invoice A from line 2 on. */
function lines(...rows: (readonly [string, string, string, string, string])[]): SourceLine[] {
  return rows.map((row, place) => ({ line: place + 2, cells: ['A', ...row] }));
}

function read(from: Mapping, sources: readonly SourceLine[]): OrderReading {
  return readOrder(from, POSITIONS, { kind: 'purchase', id: 'A', externalId: 'A' }, sources);
}

function reasons(reading: OrderReading): string[] {
  return reading.kind === 'order'
    ? []
    : reading.rejections.map(({ source, reason }) => `${source.line} ${reason}`);
}

describe('reading an order', () => {
  it('rounds each line half up, and sums the lines', () => {
    const reading = read(
      shopMapping(),
      lines(['x', '1', '0.005', '7', '2010-01-01 10:00'], ['y', '3', '0.335', '7', '2010-01-01 10:00']),
    );
    expect(reading).toMatchObject({
      kind: 'order',
      order: {
        externalId: 'A',
        type: 'purchase',
        member: { externalId: '7' },
        data: {
          orderId: 'A',
          total: { amountMinor: 102, currency: 'GBP' },
          lines: [
            { sku: 'x', quantity: 1, amount: { amountMinor: 1, currency: 'GBP' } },
            { sku: 'y', quantity: 3, amount: { amountMinor: 101, currency: 'GBP' } },
          ],
        },
      },
    });
  });

  it('takes the earliest of several times', () => {
    const reading = read(
      shopMapping(),
      lines(['x', '1', '1', '7', '2010-01-01 10:01'], ['y', '1', '1', '7', '2010-01-01 10:00']),
    );
    expect(reading.kind === 'order' && formatInstant(reading.order.occurredAt)).toBe(
      '2010-01-01T10:00:00.000Z',
    );
  });

  it('accepts an amount of zero', () => {
    const reading = read(shopMapping({ amount: TOTAL }), lines(['', '', '0.00', '7', '2010-01-01 10:00']));
    expect(reading).toMatchObject({ kind: 'order', order: { data: { total: { amountMinor: 0 } } } });
  });

  it('rejects the whole order when one line is rejected, and says which', () => {
    const reading = read(
      shopMapping(),
      lines(['x', '1', '1', '7', '2010-01-01 10:00'], ['y', 'two', '1', '7', '2010-01-01 10:00']),
    );
    expect(reasons(reading)).toEqual(['2 order_rejected', '3 unreadable_quantity']);
    expect(reading).toMatchObject({
      rejections: [
        { detail: 'line 3 of A was rejected: unreadable_quantity' },
        { detail: 'quantity is "two"' },
      ],
    });
  });

  it.each([
    ['missing_member', ['x', '1', '1', '', '2010-01-01 10:00']],
    ['unreadable_time', ['x', '1', '1', '7', '2010-02-30 10:00']],
    ['unreadable_amount', ['x', '1', '1e2', '7', '2010-01-01 10:00']],
    ['unreadable_amount', ['x', '9999999999', '9999999999', '7', '2010-01-01 10:00']],
    ['missing_sku', ['', '1', '1', '7', '2010-01-01 10:00']],
    ['negative_total', ['x', '-1', '1', '7', '2010-01-01 10:00']],
  ] as const)('rejects a line as %s', (reason, row) => {
    expect(reasons(read(shopMapping(), lines(row)))).toEqual([`2 ${reason}`]);
  });

  it('rejects lines of several members', () => {
    const reading = read(
      shopMapping(),
      lines(['x', '1', '1', '7', '2010-01-01 10:00'], ['y', '1', '1', '8', '2010-01-01 10:00']),
    );
    expect(reasons(reading)).toEqual(['2 several_members', '3 several_members']);
  });

  it('rejects what a rule of the mapping rejects, by the reason of the rule', () => {
    const reject = [{ reason: 'no_customer', where: { member: { is: '' } } }];
    const reading = read(shopMapping({}, { reject }), lines(['x', '1', '1', '', '2010-01-01 10:00']));
    expect(reasons(reading)).toEqual(['2 no_customer']);
  });

  it('reads numbers with a decimal comma when the mapping says so, and no others', () => {
    const comma = shopMapping({ amount: TOTAL }, { decimalMark: ',' });
    expect(read(comma, lines(['', '', '29,33', '7', '2010-01-01 10:00']))).toMatchObject({
      order: { data: { total: { amountMinor: 2933 } } },
    });
    expect(reasons(read(comma, lines(['', '', '29.33', '7', '2010-01-01 10:00'])))).toEqual([
      '2 unreadable_amount',
    ]);
  });
});

function withReturns(order: string | null): Mapping {
  return shopMapping({}, { returns: { where: { invoice: { matches: 'C*' } }, order } });
}

function lineOf(invoice: string, ...cells: readonly string[]): SourceLine {
  return { line: 2, cells: [invoice, ...cells] };
}

function readBack(mapping: Mapping, ...sources: readonly SourceLine[]): OrderReading {
  const key = orderKey(mapping, POSITIONS, sources[0] ?? lineOf(''));
  if (key === null) throw new Error('the lines have no id');
  return readOrder(mapping, POSITIONS, key, sources);
}

describe('reading a return', () => {
  it('takes quantities and amounts without their sign, and keeps its id apart from those of purchases', () => {
    const cells = ['x', '-3', '0.335', '7', '2010-01-01 10:00'];
    const amount = { amountMinor: 101, currency: 'GBP' };
    expect(readBack(withReturns(null), lineOf('C1', ...cells))).toMatchObject({
      order: {
        externalId: 'return/C1',
        type: 'return',
        data: { returnId: 'C1', total: amount, lines: [{ sku: 'x', quantity: 3, amount }] },
      },
    });
    expect(orderKey(withReturns(null), POSITIONS, lineOf('1', ...cells))).toEqual({
      kind: 'purchase',
      id: '1',
      externalId: '1',
    });
  });

  it('names its order where a column does, and no more than one', () => {
    const cells = ['-1', '1', '7', '2010-01-01 10:00'];
    expect(readBack(withReturns('sku'), lineOf('C1', 'A', ...cells))).toMatchObject({
      order: { data: { returnId: 'C1', orderId: 'A' } },
    });
    const several = readBack(withReturns('sku'), lineOf('C1', 'A', ...cells), lineOf('C1', 'B', ...cells));
    expect(reasons(several)).toEqual(['2 several_orders', '2 several_orders']);
  });
});

function id(columns: readonly string[], cells: readonly string[]): string | null {
  const from = shopMapping({ id: { kind: 'columns', columns } });
  return orderKey(from, POSITIONS, { line: 9, cells })?.id ?? null;
}

describe('the id of a purchase', () => {
  it('joins columns so that different cells never give one id', () => {
    expect(id(['invoice', 'sku'], ['a/b', 'c'])).toBe('a%2Fb/c');
    expect(id(['invoice', 'sku'], ['a', 'b/c'])).toBe('a/b%2Fc');
    expect(id(['invoice', 'sku'], ['a%2Fb', 'c'])).toBe('a%252Fb/c');
  });

  it('is missing when a cell is empty', () => {
    expect(id(['invoice', 'sku'], ['a', ''])).toBeNull();
  });

  it('may be the line', () => {
    const byLine = shopMapping({ id: { kind: 'line_number' }, amount: TOTAL });
    expect(orderKey(byLine, POSITIONS, { line: 9, cells: [] })?.id).toBe('line-9');
  });
});

function holds(test: CellTest, text: string): boolean {
  return firstMatch([{ reason: 'r', where: { x: test } }], () => text) !== null;
}

describe('rules for lines', () => {
  it('compare text as it stands and bounds as decimal numbers', () => {
    expect(holds({ is: '' }, '')).toBe(true);
    expect(holds({ is: '' }, ' ')).toBe(false);
    expect(holds({ in: ['a', 'b'] }, 'b')).toBe(true);
    expect(holds({ matches: 'C*' }, 'C489449')).toBe(true);
    expect(holds({ matches: 'C*' }, '489449')).toBe(false);
    expect(holds({ atMost: 0 }, '-0.01')).toBe(true);
    expect(holds({ below: 0 }, '0')).toBe(false);
    expect(holds({ atMost: 0 }, '')).toBe(false);
    expect(holds({ above: 9, below: 11 }, '10')).toBe(true);
  });

  it('ask for all cells, and the first rule that matches gives the reason', () => {
    const rules = [
      { reason: 'not', where: { a: { is: '1' }, b: { is: '1' } } },
      { reason: 'both', where: { a: { is: '1' }, b: { is: '2' } } },
      { reason: 'later', where: { a: { is: '1' } } },
    ];
    expect(firstMatch(rules, (column) => (column === 'a' ? '1' : '2'))?.reason).toBe('both');
  });
});

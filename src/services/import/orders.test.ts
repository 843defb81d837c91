import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../domain/values/instant.ts';
import { patternReading, shopMapping } from '../../domain/import/mapping.fixture.ts';
import type { Rejection, SourceLine } from '../../domain/import/source-line.ts';
import { ordersByTime } from './orders.ts';

const HEADER = ['invoice', 'member', 'date', 'sku', 'quantity', 'price'];
const POSITIONS = new Map(HEADER.map((column, place) => [column, place]));
const MAPPING = shopMapping(
  { time: { column: 'date', reading: patternReading('yyyy-MM-dd') } },
  {
    skip: [{ reason: 'cancellation', where: { invoice: { matches: 'X*' } } }],
    reject: [{ reason: 'no_customer', where: { member: { is: '' } } }],
  },
);

async function read(
  rows: readonly string[],
): Promise<{ orders: string[]; skipped: string[]; rejected: string[] }> {
  async function* lines(): AsyncGenerator<SourceLine> {
    for (const [index, row] of rows.entries()) yield { line: index + 2, cells: row.split(' ') };
  }
  const orders: string[] = [];
  const skipped: string[] = [];
  const rejected: Rejection[] = [];
  const observer = {
    read: () => undefined,
    found: () => undefined,
    skipped: (reason: string) => void skipped.push(reason),
    rejected: async (rejections: readonly Rejection[]) => void rejected.push(...rejections),
  };
  for await (const order of ordersByTime(MAPPING, POSITIONS, lines(), observer)) {
    const day = formatInstant(order.occurredAt).slice(0, 10);
    orders.push(`${day} ${order.externalId} lines ${order.lines.map(({ line }) => line).join(',')}`);
  }
  return { orders, skipped, rejected: rejected.map(({ source, reason }) => `${source.line} ${reason}`) };
}

describe('orders of a file', () => {
  it('hold their lines though these do not stand together, and come by time, then by first line', async () => {
    const { orders } = await read([
      'B 1 2010-01-02 x 1 1',
      'A 1 2010-01-03 x 1 1',
      'D 2 2010-01-01 x 1 1',
      'B 1 2010-01-02 y 1 1',
      'C 1 2010-01-01 x 1 1',
      'A 1 2010-01-02 y 1 1',
    ]);
    expect(orders).toEqual([
      '2010-01-01 D lines 4',
      '2010-01-01 C lines 6',
      '2010-01-02 B lines 2,5',
      '2010-01-02 A lines 3,7',
    ]);
  });

  it('leave out skipped and rejected lines, each counted once', async () => {
    const { orders, skipped, rejected } = await read([
      'X1 1 2010-01-01 x -1 1',
      'A  2010-01-01 x 1 1',
      ' 1 2010-01-01 x 1 1',
      'B 1 2010-01-01 x 1 1',
      'A  2010-01-01 y 1 1',
    ]);
    expect(orders).toEqual(['2010-01-01 B lines 5']);
    expect(skipped).toEqual(['cancellation']);
    expect(rejected).toEqual(['4 missing_id', '3 no_customer', '6 no_customer']);
  });
});

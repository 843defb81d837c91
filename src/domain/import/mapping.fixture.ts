import { UTC } from '../values/calendar.ts';
import type { Zone } from '../values/calendar.ts';
import type { Mapping, PurchaseMapping } from './mapping.ts';
import { parseTimePattern } from './time-reading.ts';
import type { TimeReading } from './time-reading.ts';

/** The columns `invoice sku quantity price member time`, in the order in which tests write their lines. */
const COLUMNS = ['invoice', 'sku', 'quantity', 'price', 'member', 'time'];
export const POSITIONS: ReadonlyMap<string, number> = new Map(
  COLUMNS.map((column, position) => [column, position]),
);

/** Orders of a shop from lines with prices; a test changes what it is about. */
export function shopMapping(
  purchase: Partial<PurchaseMapping> = {},
  rest: Partial<Omit<Mapping, 'purchase'>> = {},
): Mapping {
  return {
    id: 'shop',
    source: 'shop',
    delimiter: ',',
    decimalMark: '.',
    skip: [],
    reject: [],
    member: { column: 'member', enrol: true },
    purchase: {
      id: { kind: 'columns', columns: ['invoice'] },
      time: { column: 'time', reading: patternReading('yyyy-MM-dd HH:mm') },
      currency: { kind: 'code', code: 'GBP' },
      amount: {
        kind: 'lines',
        lines: {
          sku: 'sku',
          name: null,
          category: null,
          quantity: 'quantity',
          amount: { kind: 'price', column: 'price' },
        },
      },
      store: null,
      ...purchase,
    },
    returns: null,
    ...rest,
  };
}

export function patternReading(pattern: string, zone: Zone = UTC): TimeReading {
  const expression = parseTimePattern(pattern);
  if (expression === null) throw new Error(`${pattern} is no pattern`);
  return { kind: 'pattern', expression, zone };
}

import { isJsonList, isJsonObject } from '../values/json.ts';
import type { JsonObject } from '../values/json.ts';
import { moneyOf } from '../values/money.ts';

/** One line of a purchase or a return. */
export interface Goods {
  /** Null: the whole order, of which no lines are known. */
  readonly sku: string | null;
  /** Above zero, in millionths, so that what is weighed can be counted. */
  readonly quantityMillionths: number;
  readonly amountMinor: number;
}

const MILLION = 1_000_000;

/** The goods of a checked purchase or return; an order without lines is one line of its total. */
export function goodsOf({ lines, total }: JsonObject): readonly Goods[] {
  const listed = isJsonList(lines) ? lines.filter(isJsonObject) : [];
  if (listed.length === 0) {
    const amountMinor = moneyOf(total)?.amountMinor ?? 0;
    return [{ sku: null, quantityMillionths: amountMinor, amountMinor }];
  }
  return listed.map(({ sku, quantity, amount }) => ({
    sku: typeof sku === 'string' ? sku : null,
    quantityMillionths: typeof quantity === 'number' ? Math.max(1, Math.round(quantity * MILLION)) : MILLION,
    amountMinor: moneyOf(amount)?.amountMinor ?? 0,
  }));
}

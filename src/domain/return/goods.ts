import { apportion } from '../values/apportion.ts';
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

export const MILLION = 1_000_000;

/** The goods of a checked return; without lines they are one line of its total. */
export function goodsOf({ lines, total }: JsonObject): readonly Goods[] {
  const listed = isJsonList(lines) ? lines.filter(isJsonObject) : [];
  if (listed.length === 0) {
    const amountMinor = moneyOf(total)?.amountMinor ?? 0;
    return [{ sku: null, quantityMillionths: Math.max(1, amountMinor), amountMinor }];
  }
  return listed.map(({ sku, quantity, amount }) => ({
    sku: typeof sku === 'string' ? sku : null,
    quantityMillionths: typeof quantity === 'number' ? Math.max(1, Math.round(quantity * MILLION)) : MILLION,
    amountMinor: moneyOf(amount)?.amountMinor ?? 0,
  }));
}

/**
 * The goods of a checked purchase. Its total is spread over its lines by their amounts, so that shipping, tax and
 * rebates belong to the goods.
 */
export function purchasedGoods(data: JsonObject): readonly Goods[] {
  const goods = goodsOf(data);
  const amounts = apportion(
    moneyOf(data['total'])?.amountMinor ?? 0,
    goods.map(({ amountMinor }) => amountMinor),
  );
  return goods.map(({ sku, quantityMillionths }, index) => ({
    sku,
    quantityMillionths,
    amountMinor: amounts[index] ?? 0,
  }));
}

/** Whether a return says neither what came back nor for how much: then it is all that is left of its order. */
export function isEverything({ sku, amountMinor }: Goods): boolean {
  return sku === null && amountMinor === 0;
}

/** Whether goods are known by money alone. */
export function isWholeOrder(goods: readonly Goods[]): boolean {
  return goods.every(({ sku }) => sku === null);
}

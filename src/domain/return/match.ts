import type { Goods } from './goods.ts';

/** How much of each line of a purchase has come back, in millionths, in the order of its lines. */
export type Returned = readonly number[];

export interface Matched {
  /** What has come back of the purchase, with this return. */
  readonly returned: Returned;
  /** What the purchase does not explain: goods that it never had, or that have come back already. */
  readonly unmatched: readonly Goods[];
}

export function nothingReturned(purchase: readonly Goods[]): Returned {
  return purchase.map(() => 0);
}

/**
 * Finds the goods of a return among those of a purchase: by sku, the first lines first, and never more than was bought.
 * A return without lines gives back a part of the whole order, measured by money; of a purchase with lines, the same
 * part of each line that is left.
 */
export function match(purchase: readonly Goods[], before: Returned, goods: readonly Goods[]): Matched {
  const returned = [...before];
  const unmatched: Goods[] = [];
  for (const back of goods) {
    const missing =
      back.sku === null ? takeOfAll(purchase, returned, back) : takeOfSku(purchase, returned, back);
    if (missing > 0) unmatched.push(partOf(back, missing));
  }
  return { returned, unmatched };
}

/** Adds to what has come back, and answers how much of the goods found no place. */
function takeOfSku(purchase: readonly Goods[], returned: number[], back: Goods): number {
  let missing = back.quantityMillionths;
  for (const [index, { sku, quantityMillionths }] of purchase.entries()) {
    if (sku !== back.sku) continue;
    const so = returned[index] ?? 0;
    const taken = Math.min(quantityMillionths - so, missing);
    returned[index] = so + taken;
    missing -= taken;
  }
  return missing;
}

/** Goes by money: line after line, until the amount is reached. */
function takeOfAll(purchase: readonly Goods[], returned: number[], back: Goods): number {
  let missing = back.amountMinor;
  for (const [index, line] of purchase.entries()) {
    const so = returned[index] ?? 0;
    const leftMinor = amountOf(line, line.quantityMillionths) - amountOf(line, so);
    const takenMinor = Math.min(leftMinor, missing);
    if (takenMinor === 0) continue;
    missing -= takenMinor;
    returned[index] = takenMinor === leftMinor ? line.quantityMillionths : so + quantityFor(line, takenMinor);
  }
  return missing;
}

function amountOf({ quantityMillionths, amountMinor }: Goods, quantity: number): number {
  return scaled(amountMinor, quantity, quantityMillionths);
}

/** The smallest part of the line that is worth so much. */
function quantityFor({ quantityMillionths, amountMinor }: Goods, minor: number): number {
  return Number(
    (BigInt(quantityMillionths) * BigInt(minor) + BigInt(amountMinor) - 1n) / BigInt(amountMinor),
  );
}

function partOf(goods: Goods, missing: number): Goods {
  if (goods.sku === null) return { sku: null, quantityMillionths: missing, amountMinor: missing };
  return { ...goods, quantityMillionths: missing, amountMinor: amountOf(goods, missing) };
}

/** `value` × `part` ÷ `whole`, rounded down. */
export function scaled(value: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(value) * BigInt(part)) / BigInt(whole));
}

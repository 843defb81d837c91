import { isEverything, isWholeOrder, type Goods } from './goods.ts';

/** How much of each line of a purchase has come back, in millionths, in the order of its lines. */
export type Returned = readonly number[];

export interface Matched {
  /** What has come back of the purchase, with this return. */
  readonly returned: Returned;
  /** What the purchase does not explain: goods that it never had, or that have come back already. */
  readonly unmatched: readonly Goods[];
}

/** What has come back of a purchase at first. */
export function nothingReturned(purchase: readonly Goods[]): Returned {
  return purchase.map(() => 0);
}

/**
 * Finds the goods of a return among those of a purchase: by sku, the first lines first, and never more than was bought.
 * Where either of them has no lines, a part of the whole order comes back, measured by money, line after line; a return
 * without lines and without money takes all that is left.
 */
export function match(purchase: readonly Goods[], before: Returned, goods: readonly Goods[]): Matched {
  const returned = [...before];
  const unmatched: Goods[] = [];
  const isByMoney = isWholeOrder(purchase);
  for (const back of goods) {
    const rest =
      back.sku === null || isByMoney
        ? takeByMoney(purchase, returned, back)
        : takeOfSku(purchase, returned, back);
    if (rest !== null) unmatched.push(rest);
  }
  return { returned, unmatched };
}

/** Adds to what has come back, and answers which of the goods found no place. */
function takeOfSku(purchase: readonly Goods[], returned: number[], back: Goods): Goods | null {
  let missing = back.quantityMillionths;
  for (const [index, { sku, quantityMillionths }] of purchase.entries()) {
    if (sku !== back.sku) continue;
    const so = returned[index] ?? 0;
    const taken = Math.min(quantityMillionths - so, missing);
    returned[index] = so + taken;
    missing -= taken;
  }
  if (missing === 0) return null;
  return { ...back, quantityMillionths: missing, amountMinor: amountOf(back, missing) };
}

/** Goes by money: line after line, until the amount is reached. */
function takeByMoney(purchase: readonly Goods[], returned: number[], back: Goods): Goods | null {
  if (isEverything(back)) {
    for (const [index, { quantityMillionths }] of purchase.entries()) returned[index] = quantityMillionths;
    return null;
  }
  let missing = back.amountMinor;
  for (const [index, line] of purchase.entries()) {
    const so = returned[index] ?? 0;
    const leftMinor = amountOf(line, line.quantityMillionths) - amountOf(line, so);
    const takenMinor = Math.min(leftMinor, missing);
    if (takenMinor === 0) continue;
    missing -= takenMinor;
    returned[index] = takenMinor === leftMinor ? line.quantityMillionths : quantityFor(line, so, takenMinor);
  }
  if (missing === 0) return null;
  const { quantityMillionths, amountMinor } = back;
  const quantity = Math.max(1, scaled(quantityMillionths, missing, amountMinor));
  return { ...back, quantityMillionths: quantity, amountMinor: missing };
}

function amountOf({ quantityMillionths, amountMinor }: Goods, quantity: number): number {
  return scaled(amountMinor, quantity, quantityMillionths);
}

/** The smallest quantity of the line that is worth so much more than what has come back of it. */
function quantityFor(line: Goods, so: number, minor: number): number {
  const { quantityMillionths, amountMinor } = line;
  const worth = BigInt(amountOf(line, so) + minor);
  return Number((BigInt(quantityMillionths) * worth + BigInt(amountMinor) - 1n) / BigInt(amountMinor));
}

/** `value` × `part` ÷ `whole`, rounded down. */
export function scaled(value: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(value) * BigInt(part)) / BigInt(whole));
}

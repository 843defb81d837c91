import { apportion } from '../values/apportion.ts';
import type { Goods } from './goods.ts';
import { scaled, type Returned } from './match.ts';

/**
 * The points of an award that belong to what has come back of its purchase: the award is split over the lines by their
 * amounts, with the largest remainders, and of each line the part that came back counts, rounded down until all of the
 * line is back. So all partial returns together take exactly what was awarded.
 */
export function pointsForReturned(points: number, purchase: readonly Goods[], returned: Returned): number {
  const byLine = apportion(
    points,
    purchase.map(({ amountMinor }) => amountMinor),
  );
  return purchase.reduce(
    (sum, { quantityMillionths }, index) =>
      sum + scaled(byLine[index] ?? 0, returned[index] ?? 0, quantityMillionths),
    0,
  );
}

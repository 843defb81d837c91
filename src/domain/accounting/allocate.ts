import { dividedHalfUp } from './rounding.ts';

/** A sale of goods that also earns points; all in minor units. */
export interface Sale {
  /** What was paid. */
  readonly priceMinor: number;
  /** What the goods cost when sold alone. */
  readonly goodsAloneMinor: number;
  /** What the points are worth by themselves: their number, times what one buys, times the share that will be redeemed. */
  readonly pointsAloneMinor: number;
}

/**
 * The part of the price that is deferred for the points: by the proportion of stand-alone selling prices, rounded to
 * the nearest minor unit, half up (IFRS 15, paragraphs 74 and 76; ASC 606-10-32-31). Points that are worth nothing
 * defer nothing.
 */
export function deferredOf({ priceMinor, goodsAloneMinor, pointsAloneMinor }: Sale): number {
  const whole = BigInt(goodsAloneMinor) + BigInt(pointsAloneMinor);
  if (whole === 0n) return 0;
  return Number(dividedHalfUp(BigInt(priceMinor) * BigInt(pointsAloneMinor), whole));
}

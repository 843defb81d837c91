import { dividedHalfUp } from './rounding.ts';

/** Points that were issued together, and what of the price was deferred for them. */
export interface Cohort {
  readonly deferredMinor: number;
  readonly issued: number;
  /** Redeemed up to now. */
  readonly redeemed: number;
  /** Neither redeemed, expired nor taken back. */
  readonly outstanding: number;
}

/** How many of each 10,000 issued points are expected to be redeemed in the end: 9,700 is 97 %. */
export type RedemptionRate = number;

export const RATE_WHOLE = 10_000;

/**
 * Points that will have been redeemed in the end by the present estimate: never fewer than have been, never more than
 * still can be.
 */
export function expectedToBeRedeemed(
  { issued, redeemed, outstanding }: Cohort,
  rate: RedemptionRate,
): number {
  const estimated = Number(dividedHalfUp(BigInt(issued) * BigInt(rate), BigInt(RATE_WHOLE)));
  return Math.min(Math.max(estimated, redeemed), redeemed + outstanding);
}

/**
 * Revenue that may be recognised up to now, in proportion to the pattern of redemption: what was redeemed, over what
 * is expected to be, of what was deferred; to the nearest minor unit, half up (IFRS 15, paragraph B46; ASC
 * 606-10-55-48). Breakage is in it. A change of the estimate is caught up in the period in which it is made: the
 * revenue of a period is this sum less what was recognised before. When nothing is left to be redeemed, all is revenue.
 */
export function recognisedMinor(cohort: Cohort, rate: RedemptionRate): number {
  const expected = expectedToBeRedeemed(cohort, rate);
  if (expected === 0) return cohort.outstanding === 0 ? cohort.deferredMinor : 0;
  return Number(dividedHalfUp(BigInt(cohort.deferredMinor) * BigInt(cohort.redeemed), BigInt(expected)));
}

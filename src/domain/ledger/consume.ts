import type { Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import { inSpendOrder, isSpendable, type Lot, type Share } from './lot.ts';

/** A number of points in one wallet. */
export interface Amount {
  readonly wallet: string;
  /** Whole and above zero. */
  readonly points: number;
}

/**
 * Splits an amount over the lots that may be spent at `now`: soonest expiry first, then oldest.
 * Refuses `invalid_amount` and `insufficient_points`.
 */
export function consume(lots: readonly Lot[], amount: Amount, now: Instant): Result<readonly Share[]> {
  const valid = checkAmount(amount);
  if (!valid.ok) return valid;
  const { shares, missing } = consumeUpTo(lots, amount, now);
  if (missing === 0) return ok(shares);
  const { wallet, points } = amount;
  return refuse(
    'insufficient_points',
    `${points} ${wallet} are needed, and ${points - missing} can be spent`,
  );
}

/** The same as far as the lots reach: what they lack is `missing`. */
export function consumeUpTo(
  lots: readonly Lot[],
  { wallet, points }: Amount,
  now: Instant,
): { readonly shares: readonly Share[]; readonly missing: number } {
  const shares: Share[] = [];
  let missing = points;
  const spendable = lots.filter((lot) => lot.wallet === wallet && isSpendable(lot, now));
  for (const { id: lotId, remaining } of spendable.toSorted(inSpendOrder)) {
    if (missing === 0) break;
    const taken = Math.min(remaining, missing);
    shares.push({ lotId, points: taken });
    missing -= taken;
  }
  return { shares, missing };
}

/** Refuses `invalid_amount` for what is zero, below it, a fraction, or beyond 2^53 − 1. */
export function checkAmount({ points }: Amount): Result<number> {
  if (Number.isSafeInteger(points) && points > 0) return ok(points);
  return refuse('invalid_amount', `${points} is not a whole number of points above zero`, '/amount');
}

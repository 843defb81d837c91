import type { Hold } from '../ledger/hold.ts';
import { sumOf } from '../ledger/lines.ts';
import type { Share } from '../ledger/lot.ts';
import { instructionKey, resolutionKey } from '../values/business-key.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';

/** One exchange of points for something. */
export interface Redemption {
  readonly id: Uuid;
  readonly memberId: Uuid;
  readonly wallet: string;
  /** What was reserved, or spent at once. */
  readonly points: number;
  readonly reason: string;
  /** The order that it was spent on: when that comes back, so may the points. */
  readonly orderId: string | null;
  readonly status: RedemptionStatus;
  /** What was spent in the end, also when it was given back later; zero until it is confirmed. */
  readonly captured: number;
  /** The points that are held, or were spent and not given back by a return, by lot. */
  readonly shares: readonly Share[];
  readonly createdAt: Instant;
  /** From here on a reserved one can no longer be confirmed; null: spent at once. */
  readonly expiresAt: Instant | null;
  readonly resolvedAt: Instant | null;
}

/**
 * - `reserved`: the points are held.
 * - `confirmed`: they are spent, all or some of them.
 * - `cancelled`, `expired`: they were given back.
 * - `reversed`: they were spent, and given back later.
 */
export type RedemptionStatus = 'reserved' | 'confirmed' | 'cancelled' | 'expired' | 'reversed';

/** The hold of a reserved redemption. Refuses `redemption_not_open` once it has been resolved. */
export function openHold({ status, wallet, shares, expiresAt }: Redemption): Result<Hold> {
  if (status === 'reserved') return ok({ wallet, shares, expiresAt });
  return refuse('redemption_not_open', `the redemption is ${status}`);
}

/** The permanent key of the transaction that spent the points of a confirmed redemption. */
export function spendingKey({ id, expiresAt }: Pick<Redemption, 'id' | 'expiresAt'>): string {
  return expiresAt === null ? instructionKey('redeem', id) : resolutionKey(id);
}

/** The redemption once `spent` of what it reserved is spent, which may be less. */
export function confirmed(redemption: Redemption, spent: readonly Share[], at: Instant): Redemption {
  return { ...redemption, status: 'confirmed', captured: sumOf(spent), shares: spent, resolvedAt: at };
}

/** The redemption once nothing of it is spent any more. */
export function givenBack(
  redemption: Redemption,
  status: 'cancelled' | 'expired' | 'reversed',
  at: Instant,
): Redemption {
  return { ...redemption, status, resolvedAt: at };
}

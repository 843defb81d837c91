import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import { checkAmount, consumeUpTo } from './consume.ts';
import { giveBack, type Revival } from './give-back.ts';
import { debtLines, memberLines, programLines, sumOf } from './lines.ts';
import type { Lot, Share } from './lot.ts';
import { leaving } from './movements.ts';
import { transactionIdOf, transactionOf, type Standing } from './standing.ts';
import type { LedgerTransaction, Posting, TransactionHead } from './transaction.ts';

/**
 * What becomes of awarded points that are to be taken back and are no longer there:
 * - `debt`: the member owes them, and what becomes active next repays them.
 * - `clip`: they are forgiven.
 * - `refuse`: nothing is taken back at all.
 */
export type SpentPolicy = 'debt' | 'clip' | 'refuse';

export interface AwardReversal {
  /** The award whose points are taken back. */
  readonly reverses: Uuid;
  readonly wallet: string;
  readonly points: number;
  /** The lot that the award made. */
  readonly lot: Lot;
  /** Points of the lot that expired: the member no longer has them, so they are not asked for again. */
  readonly expired: number;
  readonly spent: SpentPolicy;
  readonly now: Instant;
}

export interface ReversedAward {
  /** Null when there was nothing that could be taken. */
  readonly transaction: LedgerTransaction | null;
  /** Points that the policy forgave. */
  readonly forgiven: number;
}

/**
 * Takes back points of an award: what is pending or active in its own lot, then what of it has expired (it changes from
 * expired to reversed), then other active points, those that expire first, then by policy. Points that are held count
 * as spent. That all reversals of an award take no more than it gave is the caller's to know.
 * Refuses `invalid_amount`, and by policy `points_spent`.
 */
export function reverseAward(
  standing: Standing,
  head: TransactionHead,
  { reverses, wallet, points, lot, expired, spent, now }: AwardReversal,
): Result<ReversedAward> {
  const valid = checkAmount({ wallet, points });
  if (!valid.ok) return valid;
  const own = Math.min(points, lot.remaining);
  const fromExpired = Math.min(points - own, expired);
  const others = standing.lots.filter(({ id }) => id !== lot.id);
  const owed = { wallet, points: points - own - fromExpired };
  const { shares, missing } = consumeUpTo(others, owed, now);
  if (missing > 0 && spent === 'refuse') {
    return refuse('points_spent', `${missing} of ${points} ${wallet} have been spent`);
  }
  const debt = spent === 'debt' ? missing : 0;
  const forgiven = missing - debt;
  if (points === forgiven) return ok({ transaction: null, forgiven });
  const ownShares = own === 0 ? [] : [{ lotId: lot.id, points: own }];
  const transaction = transactionOf(standing, 'reverse', head, {
    reverses,
    postings: [
      ...memberLines(wallet, lot.vested ? 'member_active' : 'member_pending', ownShares, -1),
      ...expiredLines(lot, fromExpired),
      ...memberLines(wallet, 'member_active', shares, -1),
      ...debtLines(wallet, debt),
      ...programLines(wallet, 'reversed', points - forgiven),
    ],
    movements: [...ownShares, ...shares].map(leaving),
  });
  return ok({ transaction, forgiven });
}

/** What has expired of the lot changes its reason. */
function expiredLines({ id: lotId, wallet }: Lot, points: number): readonly Posting[] {
  return points === 0 ? [] : [{ wallet, account: 'expired', amount: -points, lotId, rule: null }];
}

export interface RedemptionReversal {
  /** The redemption or capture that is taken back. */
  readonly reverses: Uuid;
  readonly wallet: string;
  /** What is given back, by the lots that it came from; they are all in the standing. */
  readonly shares: readonly Share[];
  readonly revival: Revival;
  readonly now: Instant;
}

/** Gives back points that were spent, to the lots that they came from. */
export function reverseRedemption(
  standing: Standing,
  head: TransactionHead,
  { reverses, wallet, shares, revival, now }: RedemptionReversal,
): LedgerTransaction {
  const transactionId = transactionIdOf(standing, head.businessKey);
  const returned = giveBack({ transactionId, wallet, shares, lots: standing.lots, revival, now });
  return transactionOf(standing, 'reverse', head, {
    ...returned,
    reverses,
    postings: [...programLines(wallet, 'redeemed', -sumOf(shares)), ...returned.postings],
  });
}

import { isOutage } from '../../db/outage.ts';
import { timestamp } from '../../db/timestamp.ts';
import type { Context } from '../context.ts';
import { causeOf, type Failure } from '../lifecycle/record-failures.ts';
import { giveBack } from './cancel-redemption.ts';
import { resolveRedemption, type RedemptionAddress } from './resolve-redemption.ts';

export interface ExpiredRedemptions {
  /** One that was resolved meanwhile is none of them. */
  readonly expired: number;
  /** Members whose points could not be given back. */
  readonly failures: readonly Failure[];
}

/**
 * Gives back what redemptions have reserved whose time is over by `ctx.now`, the earliest first, at most `max` of them;
 * each in a transaction of its own, so that a member whose data is at fault keeps nobody else.
 */
export async function expireRedemptions(ctx: Context, max: number): Promise<ExpiredRedemptions> {
  const due = await ctx.db
    .selectFrom('redemption')
    .select(['id as redemptionId', 'program_id as programId', 'member_id as memberId'])
    .where('status', '=', 'reserved')
    .where('expires_at', '<=', timestamp(ctx.now))
    .orderBy('expires_at')
    .orderBy('id')
    .limit(max)
    .execute();
  let expired = 0;
  const failures: Failure[] = [];
  for (const address of due) {
    const cause = await expire(ctx, address);
    if (cause === null) expired += 1;
    else if (cause !== 'resolved') failures.push({ memberId: address.memberId, cause });
  }
  return { expired, failures };
}

/** Why it failed; null: it did not. `resolved`: somebody else was first. */
async function expire(ctx: Context, address: RedemptionAddress): Promise<string | null> {
  try {
    const resolved = await resolveRedemption(ctx, address, (resolving) => giveBack(resolving, 'expired'));
    if (resolved.ok) return null;
    return resolved.refusal.code === 'redemption_not_open' ? 'resolved' : resolved.refusal.detail;
  } catch (error) {
    if (isOutage(error)) throw error;
    return causeOf(error);
  }
}

import { timestamp } from '../../db/timestamp.ts';
import type { Context } from '../context.ts';
import { giveBack } from './cancel-redemption.ts';
import { resolveRedemption } from './resolve-redemption.ts';

/**
 * Gives back what redemptions have reserved whose time is over by `ctx.now`, the earliest first, at most `max` of them.
 * Answers how many there were; one that is resolved meanwhile is none of them.
 */
export async function expireRedemptions(ctx: Context, max: number): Promise<number> {
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
  for (const address of due) {
    const resolved = await resolveRedemption(ctx, address, (resolving) => giveBack(resolving, 'expired'));
    if (resolved.ok) expired += 1;
  }
  return expired;
}

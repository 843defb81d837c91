import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';
import { redemptionOf, selectRedemptions } from './redemption-row.ts';

/** The last redemption of a page. */
export interface RedemptionKey {
  readonly createdAt: Instant;
  readonly id: Uuid;
}

export interface ListRedemptions {
  readonly memberId: Uuid;
  readonly limit: number;
  /** Only redemptions after this one in the list; null: from the latest. */
  readonly after: RedemptionKey | null;
}

/** A member's redemptions, the latest first. */
export async function listRedemptions(
  ctx: Context,
  programId: string,
  { memberId, limit, after }: ListRedemptions,
): Promise<Page<Redemption, RedemptionKey>> {
  let query = selectRedemptions(ctx.db)
    .where('member_id', '=', memberId)
    .where('program_id', '=', programId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(sql<boolean>`(created_at, id) < (${timestamp(after.createdAt)}, ${after.id}::uuid)`);
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).map(redemptionOf);
  return pageOf(items, rows.length > limit, ({ createdAt, id }) => ({ createdAt, id }));
}

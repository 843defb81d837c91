import { sql } from 'kysely';
import { selectReturns } from '../../db/queries/returns.ts';
import { timestamp } from '../../db/timestamp.ts';
import type { ListedStatus } from '../../domain/return/goods-return.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';
import { memberReturn, type MemberReturn } from './return-row.ts';

/** The last return of a page. */
export interface ReturnKey {
  readonly recordedAt: Instant;
  readonly eventId: Uuid;
}

export interface ListReturns {
  readonly status: ListedStatus;
  readonly limit: number;
  /** Only returns after this one in the list; null: from the latest. */
  readonly after: ReturnKey | null;
}

/** The program's returns of that status, the latest recorded first. */
export async function listReturns(
  ctx: Context,
  programId: string,
  { status, limit, after }: ListReturns,
): Promise<Page<MemberReturn, ReturnKey>> {
  let query = selectReturns(ctx.db)
    .where('program_id', '=', programId)
    .where('status', '=', sql.lit(status))
    .orderBy('recorded_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    const { recordedAt, eventId } = after;
    query = query.where(sql<boolean>`(recorded_at, event_id) < (${timestamp(recordedAt)}, ${eventId}::uuid)`);
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).map(memberReturn);
  return pageOf(items, rows.length > limit, ({ recordedAt, back }) => ({
    recordedAt,
    eventId: back.eventId,
  }));
}

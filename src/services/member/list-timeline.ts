import type { MemberEvent } from '../../domain/event/member-event.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Context } from '../context.ts';
import { storedEvent } from '../event/stored-events.ts';
import { pageOf, type Page } from '../page.ts';

export interface ListTimeline {
  readonly memberId: Uuid;
  readonly limit: number;
  /** Only events before this sequence; null: from the latest. */
  readonly before: number | null;
}

/** A member's log, latest event first. Empty for a member that the program does not have. */
export async function listTimeline(
  ctx: Context,
  programId: string,
  { memberId, limit, before }: ListTimeline,
): Promise<Page<MemberEvent, number>> {
  let query = ctx.db
    .selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('program_id', '=', programId)
    .orderBy('seq', 'desc')
    .limit(limit + 1);
  if (before !== null) query = query.where('seq', '<', before);
  const rows = await query.execute();
  const items = rows.slice(0, limit).map(storedEvent);
  return pageOf(items, rows.length > limit, ({ seq }) => seq);
}

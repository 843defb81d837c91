import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { LATE_MAX_MS } from '../../domain/event/check-event.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { readEpoch } from '../lifecycle/database-epoch.ts';
import type { MessageRow } from './message-row.ts';

/**
 * Whether the message may have left the house without this database knowing: somebody claimed it and told of no outcome,
 * or the database was restored from a backup, and its lost copy may have planned the message before that.
 */
export async function mayBeOut(tx: Tx, row: MessageRow): Promise<boolean> {
  if (row.status === 'claimed') return true;
  const { since } = await readEpoch(tx);
  if (row.planned_at < since) return true;
  return row.planned_at - LATE_MAX_MS < since && isPlannedAgain(tx, row, since);
}

/**
 * Whether an event that was sent again after the restore may be what planned the message. The lost copy may have had the
 * event as soon as it happened, and then planned the message earlier by as much.
 */
async function isPlannedAgain(tx: Tx, row: MessageRow, since: Instant): Promise<boolean> {
  const restored = sql<Instant>`${formatInstant(since)}::timestamptz`;
  const planned = sql`${formatInstant(row.planned_at)}::timestamptz`;
  const event = await tx
    .selectFrom('member_event')
    .select('seq')
    .where('member_id', '=', row.member_id)
    .where('origin', '=', 'source')
    .where('recorded_at', '>=', restored)
    .where('occurred_at', '<', restored)
    .where(sql<boolean>`${planned} - (recorded_at - occurred_at) < ${restored}`)
    .limit(1)
    .executeTakeFirst();
  return event !== undefined;
}

import { sql } from 'kysely';
import { formatInstant, instantOf, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { horizonFrom } from '../lifecycle/horizon.ts';
import { OVERDUE_AFTER_MS } from '../lifecycle/unattended.ts';

/** So many are counted and no more: an operator asks again in seconds, and more says nothing else. */
const COUNTED_MAX = 10_000;

/** What waits in the whole database, of all programs. Each number is at most `COUNTED_MAX`. */
export interface Backlog {
  /** Members to be looked at. */
  readonly marked: number;
  /** Since when the first of them has waited; null: nobody waits. */
  readonly oldestMark: Instant | null;
  /** Members whose wake has come. */
  readonly due: number;
  /** Members whose wake is over by a minute, or whose workflow does not know of it. */
  readonly unattended: number;
  readonly blocked: number;
  /** Messages to be handed over, and those that are being handed over or were when a worker died. */
  readonly planned: number;
  readonly claimed: number;
  /** Claims whose lease is over: the worker that held them is gone. */
  readonly abandoned: number;
  /** Messages of which nobody knows whether they arrived. */
  readonly unknown: number;
}

/** Reads the ends of partial indexes in one statement: cheap enough to be asked every few seconds. */
export async function readBacklog({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Backlog> {
  const present = instantOf(now);
  const overdue = instantOf(now - OVERDUE_AFTER_MS);
  const { rows } = await sql<Backlog>`
    select
      (${counted('lifecycle', sql`needs_advance_since is not null and blocked_at is null`)}) as "marked",
      (select min(needs_advance_since) from lifecycle
       where needs_advance_since is not null and blocked_at is null) as "oldestMark",
      (${counted('lifecycle', sql`blocked_at is null and next_wake_at <= ${at(present)}`)}) as "due",
      (${counted('lifecycle', sql`blocked_at is null and next_wake_at < ${at(overdue)}`)})
      + (${counted(
        'lifecycle',
        sql`blocked_at is null and (armed_until is null or next_wake_at < armed_until)
          and next_wake_at between ${at(overdue)} and ${at(horizonFrom(now))}`,
      )}) as "unattended",
      (${counted('lifecycle', sql`blocked_at is not null`)}) as "blocked",
      (${counted('message', sql`status in ('planned', 'claimed') and status = 'planned'`)}) as "planned",
      (${counted('message', sql`status in ('planned', 'claimed') and status = 'claimed'`)}) as "claimed",
      (${counted(
        'message',
        sql`status in ('planned', 'claimed') and status = 'claimed' and lease_until < ${at(present)}`,
      )}) as "abandoned",
      (${counted('message', sql`status = 'unknown'`)}) as "unknown"`.execute(db);
  const [backlog] = rows;
  if (backlog === undefined) throw new Error('one row was asked for');
  return backlog;
}

/** The condition has to be that of a partial index. */
function counted(table: 'lifecycle' | 'message', condition: ReturnType<typeof sql>) {
  return sql`select count(*)::integer from
    (select from ${sql.table(table)} where ${condition} limit ${sql.lit(COUNTED_MAX)}) found`;
}

function at(instant: Instant) {
  return sql`${formatInstant(instant)}::timestamptz`;
}

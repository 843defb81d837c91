import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { anyOfIds } from '../../db/array-parameter.ts';
import { selectLogs } from '../../db/queries/member-logs.ts';
import type { Head } from '../../db/queries/member-lock.ts';
import type { MemberEvent } from '../../domain/event/member-event.ts';
import { isOpen, type OpenRun } from '../../domain/journey/run.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import type { Lifecycle } from '../../domain/lifecycle/lifecycle.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf, type Instant } from '../../domain/values/instant.ts';
import { readFacts, readLifecycle, readRun } from '../../schemas/stored/lifecycle.ts';
import { storedEvent } from '../event/stored-events.ts';

/** A locked member, with all that advancing them needs. */
export interface LoadedMember {
  readonly head: Head;
  readonly lifecycle: Lifecycle;
  /** The log after the lifecycle's position, without what the lifecycle itself wrote. */
  readonly inbox: readonly MemberEvent[];
  /** The fold at the log's end. */
  readonly facts: Facts;
  readonly needsAdvanceSince: Instant | null;
  readonly nextWakeAt: Instant | null;
  readonly armedUntil: Instant | null;
  readonly failures: number;
  readonly failureCause: string | null;
  readonly blockedAt: Instant | null;
}

/**
 * The present of a member: now, and never before what they have lived through. The clocks of processes differ by a
 * little, and whoever waited for the member's lock took the time before.
 */
export function presentOf({ head, lifecycle }: LoadedMember, now: Instant): Instant {
  return instantOf(Math.max(now, head.lastRecordedAt, lifecycle.at));
}

/** Whether an advance may find something: the member is marked, or time has made something due. */
export function isBehind(member: LoadedMember, now: Instant): boolean {
  const { needsAdvanceSince, nextWakeAt } = member;
  return needsAdvanceSince !== null || (nextWakeAt !== null && nextWakeAt <= presentOf(member, now));
}

/** Reads members whose heads are locked, in three statements however many there are. */
export async function loadMembers(tx: Tx, heads: ReadonlyMap<Uuid, Head>): Promise<readonly LoadedMember[]> {
  const ids = [...heads.keys()];
  if (ids.length === 0) return [];
  const rows = await selectLifecycles(tx, ids);
  const runs = Map.groupBy(await selectOpenRuns(tx, ids), ({ memberId }) => memberId);
  const inboxes = Map.groupBy(await selectInboxes(tx, ids), ({ memberId }) => memberId);
  return rows.flatMap((row) => {
    const head = heads.get(row.member_id);
    if (head === undefined) return [];
    const open = (runs.get(row.member_id) ?? []).map(({ run }) => run).toSorted(byStart);
    return {
      head,
      lifecycle: readLifecycle(row.state, open),
      inbox: (inboxes.get(row.member_id) ?? []).map(({ event }) => event),
      facts: readFacts(row.facts),
      needsAdvanceSince: row.needs_advance_since,
      nextWakeAt: row.next_wake_at,
      armedUntil: row.armed_until,
      failures: row.failures,
      failureCause: row.failure_cause,
      blockedAt: row.blocked_at,
    };
  });
}

/** Whole logs, by member. */
export async function loadHistories(tx: Tx, ids: readonly Uuid[]): Promise<Map<Uuid, MemberEvent[]>> {
  const histories = new Map<Uuid, MemberEvent[]>();
  if (ids.length === 0) return histories;
  for (const row of await selectLogs(tx, ids)) {
    const history = histories.get(row.member_id) ?? [];
    histories.set(row.member_id, history);
    history.push(storedEvent(row));
  }
  return histories;
}

async function selectLifecycles(tx: Tx, ids: readonly Uuid[]) {
  return tx
    .selectFrom('lifecycle as l')
    .innerJoin('member_facts as f', 'f.member_id', 'l.member_id')
    .select([
      'l.member_id',
      'l.state',
      'f.facts',
      'l.needs_advance_since',
      'l.next_wake_at',
      'l.armed_until',
      'l.failures',
      'l.failure_cause',
      'l.blocked_at',
    ])
    .where('l.member_id', '=', anyOfIds(ids))
    .orderBy('l.member_id')
    .execute();
}

async function selectOpenRuns(
  tx: Tx,
  ids: readonly Uuid[],
): Promise<readonly { readonly memberId: Uuid; readonly run: OpenRun }[]> {
  const rows = await tx
    .selectFrom('run')
    .select(['member_id', 'state'])
    .where('member_id', '=', anyOfIds(ids))
    .where('status', '=', 'open')
    .execute();
  return rows.flatMap((row) => {
    const run = readRun(row.state);
    return isOpen(run) ? { memberId: row.member_id, run } : [];
  });
}

/** Runs that began at one instant began after different events. */
function byStart(a: OpenRun, b: OpenRun): number {
  return a.startedAt - b.startedAt || a.startedAfter - b.startedAfter;
}

async function selectInboxes(
  tx: Tx,
  ids: readonly Uuid[],
): Promise<readonly { readonly memberId: Uuid; readonly event: MemberEvent }[]> {
  const rows = await tx
    .selectFrom('member_event as e')
    .innerJoin('lifecycle as l', 'l.member_id', 'e.member_id')
    .selectAll('e')
    .where('l.member_id', '=', anyOfIds(ids))
    .where(sql<boolean>`e.seq > (l.state->>'position')::bigint`)
    .where('e.origin', '<>', 'lifecycle')
    .orderBy('e.member_id')
    .orderBy('e.seq')
    .execute();
  return rows.map((row) => ({ memberId: row.member_id, event: storedEvent(row) }));
}

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
import { UnreadableJson } from '../../schemas/stored/format.ts';
import { readFacts, readLifecycle, readRun } from '../../schemas/stored/lifecycle.ts';
import { storedEvent } from '../event/stored-events.ts';

/** A locked member, with all that advancing them needs. */
export interface LoadedMember {
  readonly head: Head;
  readonly lifecycle: Lifecycle;
  /** The log after the lifecycle's position, without what the lifecycle itself wrote. */
  readonly inbox: readonly MemberEvent[];
  readonly lastSeq: number;
  readonly lastRecordedAt: Instant;
  /** The fold at the log's end. */
  readonly facts: Facts;
  readonly needsAdvanceSince: Instant | null;
  /** The trace of what set the mark; null: of none that is known. */
  readonly markedBy: string | null;
  readonly nextWakeAt: Instant | null;
  readonly armedUntil: Instant | null;
  readonly failures: number;
  readonly failureCause: string | null;
  readonly blockedAt: Instant | null;
  /** Not null: some process could not read what is stored of them. */
  readonly retryAt: Instant | null;
}

/**
 * The present of a member: now, and never before what they have lived through. The clocks of processes differ by a
 * little, and whoever waited for the member's lock took the time before.
 */
export function presentOf({ lastRecordedAt, lifecycle }: LoadedMember, now: Instant): Instant {
  return instantOf(Math.max(now, lastRecordedAt, lifecycle.at));
}

/**
 * Whether an advance may find something: the member is marked, could not be read before, or time has made something
 * due.
 */
export function isBehind(member: LoadedMember, now: Instant): boolean {
  const { needsAdvanceSince, nextWakeAt, retryAt } = member;
  if (needsAdvanceSince !== null || retryAt !== null) return true;
  return nextWakeAt !== null && nextWakeAt <= presentOf(member, now);
}

/** Locked members as they are stored, and those of them whose stored JSON this process cannot read. */
export interface Loaded {
  readonly members: readonly LoadedMember[];
  readonly unreadable: readonly UnreadableMember[];
}

export interface UnreadableMember {
  readonly head: Head;
  readonly cause: string;
  readonly blockedAt: Instant | null;
}

/** Reads members whose heads are locked, in three statements however many there are. */
export async function loadMembers(tx: Tx, heads: ReadonlyMap<Uuid, Head>): Promise<Loaded> {
  const members: LoadedMember[] = [];
  const unreadable: UnreadableMember[] = [];
  const ids = [...heads.keys()];
  if (ids.length === 0) return { members, unreadable };
  const rows = await selectLifecycles(tx, ids);
  const runs = Map.groupBy(await selectOpenRuns(tx, ids), (run) => run.member_id);
  const inboxes = Map.groupBy(await selectInboxes(tx, ids), (event) => event.member_id);
  for (const row of rows) {
    const head = heads.get(row.member_id);
    if (head === undefined) continue;
    try {
      members.push(loaded(head, row, runs.get(row.member_id) ?? [], inboxes.get(row.member_id) ?? []));
    } catch (error) {
      if (!(error instanceof UnreadableJson)) throw error;
      unreadable.push({ head, cause: error.message, blockedAt: row.blocked_at });
    }
  }
  return { members, unreadable };
}

type Rows<Select extends (...args: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Select>>;

/** Throws `UnreadableJson`. */
function loaded(
  head: Head,
  row: Rows<typeof selectLifecycles>[number],
  runs: Rows<typeof selectOpenRuns>,
  inbox: Rows<typeof selectInboxes>,
): LoadedMember {
  const open = runs.map(({ state }) => readRun(state)).filter(isOpen);
  return {
    head,
    lifecycle: readLifecycle(row.state, open.toSorted(byStart)),
    inbox: inbox.map(storedEvent),
    lastSeq: row.last_seq,
    lastRecordedAt: row.last_recorded_at,
    facts: readFacts(row.facts),
    needsAdvanceSince: row.needs_advance_since,
    markedBy: row.marked_by,
    nextWakeAt: row.next_wake_at,
    armedUntil: row.armed_until,
    failures: row.failures,
    failureCause: row.failure_cause,
    blockedAt: row.blocked_at,
    retryAt: row.retry_at,
  };
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
      'f.last_seq',
      'f.last_recorded_at',
      'f.facts',
      'l.needs_advance_since',
      'l.marked_by',
      'l.next_wake_at',
      'l.armed_until',
      'l.failures',
      'l.failure_cause',
      'l.blocked_at',
      'l.retry_at',
    ])
    .where('l.member_id', '=', anyOfIds(ids))
    .orderBy('l.member_id')
    .execute();
}

async function selectOpenRuns(tx: Tx, ids: readonly Uuid[]) {
  return tx
    .selectFrom('run')
    .select(['member_id', 'state'])
    .where('member_id', '=', anyOfIds(ids))
    .where('status', '=', 'open')
    .execute();
}

/** Runs that began at one instant began after different events. */
function byStart(a: OpenRun, b: OpenRun): number {
  return a.startedAt - b.startedAt || a.startedAfter - b.startedAfter;
}

async function selectInboxes(tx: Tx, ids: readonly Uuid[]) {
  return tx
    .selectFrom('member_event as e')
    .innerJoin('lifecycle as l', 'l.member_id', 'e.member_id')
    .selectAll('e')
    .where('l.member_id', '=', anyOfIds(ids))
    .where(sql<boolean>`e.seq > (l.state->>'position')::bigint`)
    .where('e.origin', '<>', 'lifecycle')
    .orderBy('e.member_id')
    .orderBy('e.seq')
    .execute();
}

import { sql, type InferResult } from 'kysely';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { MemberEvent } from '../../domain/event/member-event.ts';
import { anyOfIds, arrayOf } from '../array-parameter.ts';
import type { Queryable, Tx } from '../database.ts';
import { MARKED_CHANNEL } from '../marked-channel.ts';
import { insertion, type Columns } from '../insert-rows.ts';
import { jsonText } from '../json-text.ts';
import type { Write } from '../write-together.ts';

const EVENT_COLUMNS: Columns<'member_event'> = [
  ['member_id', 'uuid'],
  ['seq', 'bigint'],
  ['id', 'uuid'],
  ['program_id', 'text'],
  ['type', 'text'],
  ['occurred_at', 'timestamptz'],
  ['recorded_at', 'timestamptz'],
  ['origin', 'text'],
  ['source', 'text'],
  ['data', 'json'],
  ['cause', 'json'],
  ['decided_after', 'bigint'],
];

/** An event and whose log it is in. */
export interface LoggedEvent {
  readonly memberId: Uuid;
  readonly event: MemberEvent;
}

/** Adds events to logs, at the places they were given under their members' locks. */
export function eventWrites(programId: string, events: readonly LoggedEvent[]): readonly Write[] {
  const rows = events.map(({ memberId, event }) => ({
    member_id: memberId,
    seq: event.seq,
    id: event.id,
    program_id: programId,
    type: event.type,
    occurred_at: event.occurredAt,
    recorded_at: event.recordedAt,
    origin: event.origin,
    source: event.source,
    data: jsonText(event.data),
    cause: event.cause === null ? null : jsonText(event.cause),
    decided_after: event.decidedAfter,
  }));
  return insertion('member_event', EVENT_COLUMNS, rows);
}

/** Whole logs, by member and sequence; `data` and `cause` are JSON that nobody has looked at yet. */
export async function selectLogs(db: Queryable, memberIds: readonly Uuid[]) {
  return db
    .selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', anyOfIds(memberIds))
    .orderBy('member_id')
    .orderBy('seq')
    .execute();
}

export type LogEndRow = InferResult<ReturnType<typeof logEnds>>[number];

/** The query for the end of each member's log, and what their lifecycle waits for, without the facts of its own. */
export function logEnds(tx: Tx, memberIds: readonly Uuid[]) {
  return tx
    .selectFrom('member_facts as f')
    .innerJoin('lifecycle as l', 'l.member_id', 'f.member_id')
    .select([
      'f.member_id',
      'f.last_seq',
      'f.last_recorded_at',
      'f.facts',
      'l.listens_to',
      'l.next_wake_at',
      'l.needs_advance_since',
      sql`l.state -> 'version'`.as('version'),
      sql`l.state -> 'revision'`.as('revision'),
      sql`l.state -> 'position'`.as('position'),
      sql`l.state -> 'entries'`.as('entries'),
    ])
    .where('f.member_id', '=', anyOfIds(memberIds));
}

export interface NewLogEnd {
  readonly memberId: Uuid;
  readonly lastSeq: number;
  readonly lastRecordedAt: Instant;
  /** JSON text. */
  readonly facts: string;
}

/** Moves the ends of logs, and the facts there. */
export function logEndWrites(ends: readonly NewLogEnd[]): readonly Write[] {
  if (ends.length === 0) return [];
  const ids = arrayOf(
    'uuid',
    ends.map((end) => end.memberId),
  );
  const sequences = arrayOf(
    'bigint',
    ends.map((end) => end.lastSeq),
  );
  const instants = arrayOf(
    'timestamptz',
    ends.map((end) => end.lastRecordedAt),
  );
  const facts = arrayOf(
    'json',
    ends.map((end) => end.facts),
  );
  return [
    sql`
      update member_facts f set last_seq = n.last_seq, last_recorded_at = n.last_recorded_at, facts = n.facts
      from unnest(${ids}, ${sequences}, ${instants}, ${facts}) as n (member_id, last_seq, last_recorded_at, facts)
      where f.member_id = n.member_id`,
  ];
}

/**
 * Marks members, whose heads are locked, as having something to decide, and wakes the drainer at the commit.
 * An earlier mark stays. `markedBy` is the trace of what asks for it.
 */
export async function setMarks(
  tx: Tx,
  memberIds: readonly Uuid[],
  now: Instant,
  markedBy: string | null = null,
): Promise<void> {
  if (memberIds.length === 0) return;
  await sql`
    with marked as (
      update lifecycle set needs_advance_since = ${formatInstant(now)}, marked_by = ${markedBy}
      where member_id = ${anyOfIds(memberIds)} and needs_advance_since is null
      returning 1
    )
    select pg_notify(${MARKED_CHANNEL}, '') where exists (select from marked)`.execute(tx);
}

import { sql } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { anyOfTexts } from '../array-parameter.ts';
import type { Queryable, Tx } from '../database.ts';
import { MARKED_CHANNEL } from '../marked-channel.ts';
import { insertRows, unnest, type Columns } from '../insert-rows.ts';

const MEMBER_COLUMNS: Columns<'member'> = [
  ['id', 'uuid'],
  ['program_id', 'text'],
  ['external_id', 'text'],
  ['email', 'text'],
  ['phone', 'text'],
  ['timezone', 'text'],
  ['locale', 'text'],
  ['enrolled_at', 'timestamptz'],
  ['created_at', 'timestamptz'],
];

const HEAD_COLUMNS: Columns<'member_head'> = [
  ['member_id', 'uuid'],
  ['program_id', 'text'],
];

const FACTS_COLUMNS: Columns<'member_facts'> = [
  ['member_id', 'uuid'],
  ['program_id', 'text'],
  ['last_seq', 'bigint'],
  ['last_recorded_at', 'timestamptz'],
  ['facts', 'json'],
];

const LIFECYCLE_COLUMNS: Columns<'lifecycle'> = [
  ['member_id', 'uuid'],
  ['program_id', 'text'],
  ['state', 'jsonb'],
  ['needs_advance_since', 'timestamptz'],
];

/** The row that holds what is personal. */
export interface NewMember {
  readonly id: Uuid;
  readonly externalId: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly enrolledAt: Instant;
}

/**
 * Inserts members, passing over those whose external id is taken; answers the ids that were inserted. In one order for
 * everybody, so that two who enrol the same people wait for one another only one way.
 */
export async function insertMembers(
  tx: Tx,
  programId: string,
  members: readonly NewMember[],
  now: Instant,
): Promise<ReadonlySet<Uuid>> {
  const sorted = members.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const rows = sorted.map((member) => ({
    id: member.id,
    program_id: programId,
    external_id: member.externalId,
    email: member.email,
    phone: member.phone,
    timezone: member.timezone,
    locale: member.locale,
    enrolled_at: member.enrolledAt,
    created_at: now,
  }));
  const names = sql.join(MEMBER_COLUMNS.map(([name]) => sql.ref(name)));
  const inserted = await sql<{ id: Uuid }>`
    insert into member (${names}) select * from ${unnest(MEMBER_COLUMNS, rows)}
    on conflict (program_id, external_id) do nothing returning id`.execute(tx);
  return new Set(inserted.rows.map((row) => row.id));
}

/** The ids of those members that exist; of who was merged into another one, the other's. */
export async function selectMemberIds(
  db: Queryable,
  programId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, Uuid>> {
  const rows = await db
    .selectFrom('member')
    .select(['id', 'external_id', 'merged_into'])
    .where('program_id', '=', programId)
    .where('external_id', '=', anyOfTexts(externalIds))
    .execute();
  return new Map(rows.map((row) => [row.external_id, row.merged_into ?? row.id]));
}

/** Where a new member's log ends and their lifecycle begins. */
export interface NewStandpoint {
  readonly memberId: Uuid;
  readonly lastSeq: number;
  readonly lastRecordedAt: Instant;
  /** JSON text. */
  readonly facts: string;
  /** JSON text. */
  readonly lifecycle: string;
  /** Null: nothing is to be decided yet. */
  readonly markedAt: Instant | null;
}

/** Inserts the lock row, facts and lifecycle of new members; wakes the drainer at the commit when one is marked. */
export async function insertStandpoints(
  tx: Tx,
  programId: string,
  standpoints: readonly NewStandpoint[],
): Promise<void> {
  const head = (one: NewStandpoint) => ({ member_id: one.memberId, program_id: programId });
  await insertRows(tx, 'member_head', HEAD_COLUMNS, standpoints.map(head));
  await insertRows(
    tx,
    'member_facts',
    FACTS_COLUMNS,
    standpoints.map((one) =>
      Object.assign(head(one), {
        last_seq: one.lastSeq,
        last_recorded_at: one.lastRecordedAt,
        facts: one.facts,
      }),
    ),
  );
  await insertRows(
    tx,
    'lifecycle',
    LIFECYCLE_COLUMNS,
    standpoints.map((one) =>
      Object.assign(head(one), {
        state: one.lifecycle,
        needs_advance_since: one.markedAt,
      }),
    ),
  );
  if (standpoints.every((one) => one.markedAt === null)) return;
  await sql`select pg_notify(${MARKED_CHANNEL}, '')`.execute(tx);
}

import { sql } from 'kysely';
import { arrayOf } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { insertion, type Columns } from '../../db/insert-rows.ts';
import { eventWrites, logEndWrites, setMarks } from '../../db/queries/member-logs.ts';
import type { Write } from '../../db/write-together.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { writeDecisions, writeFacts, writeLifecycle } from '../../schemas/stored/lifecycle.ts';
import type { AdvancedMember } from './advance-one.ts';
import { postWithKeys } from '../ledger/post-with-keys.ts';
import { saveMessages } from './save-messages.ts';
import { saveRuns } from './save-runs.ts';

/** The engine that decided, so that a decision can be repeated by the same one. */
const ENGINE = '1';

const DECISION_COLUMNS: Columns<'decision'> = [
  ['member_id', 'uuid'],
  ['decided_at', 'timestamptz'],
  ['position_from', 'bigint'],
  ['position_to', 'bigint'],
  ['engine', 'text'],
  ['decisions', 'jsonb'],
];

/** When a member is to be looked at next, and until when their workflow has been told to sleep. */
export interface Wake {
  readonly memberId: Uuid;
  readonly nextWakeAt: Instant | null;
  readonly armedUntil: Instant | null;
}

/**
 * Writes what was decided for members of one program whose heads are locked, in a dozen statements however many they
 * are, and clears their marks. Answers when each is due next.
 */
export async function saveAdvanced(
  tx: Tx,
  programId: string,
  advanced: readonly AdvancedMember[],
): Promise<readonly Wake[]> {
  if (advanced.length === 0) return [];
  await saveLedger(tx, programId, advanced, [...logWrites(programId, advanced), ...decisionWrites(advanced)]);
  await saveRuns(tx, programId, advanced);
  await saveMessages(tx, programId, advanced);
  const wakes = await saveLifecycles(tx, advanced);
  await markThoseWhoRepaid(tx, advanced);
  return wakes;
}

/** A repayment lowers a balance that something may depend on, and was made after all was decided. */
async function markThoseWhoRepaid(tx: Tx, advanced: readonly AdvancedMember[]): Promise<void> {
  for (const [at, members] of Map.groupBy(advanced, (member) => member.at)) {
    const repaid = members.filter((member) => member.repaid.length > 0);
    await setMarks(
      tx,
      repaid.map(({ end }) => end.memberId),
      at,
    );
  }
}

function logWrites(programId: string, advanced: readonly AdvancedMember[]): readonly Write[] {
  const logged = advanced.flatMap(({ end: { memberId }, events }) =>
    events.map((event) => ({ memberId, event })),
  );
  const moved = advanced.filter(({ member, end }) => end.facts !== member.facts);
  const ends = moved.map(({ end: { memberId, lastSeq, lastRecordedAt, facts } }) => ({
    memberId,
    lastSeq,
    lastRecordedAt,
    facts: writeFacts(facts),
  }));
  return [...eventWrites(programId, logged), ...logEndWrites(ends)];
}

async function saveLedger(
  tx: Tx,
  programId: string,
  advanced: readonly AdvancedMember[],
  alongside: readonly Write[],
): Promise<void> {
  const posted = advanced.flatMap(({ advanced: { transactions }, repaid, end }) =>
    [...transactions, ...repaid].map((transaction) => ({ transaction, recordedAt: end.lastRecordedAt })),
  );
  await postWithKeys(tx, programId, posted, alongside);
}

function decisionWrites(advanced: readonly AdvancedMember[]): readonly Write[] {
  const rows = advanced
    .filter(({ advanced: { decisions } }) => decisions.length > 0)
    .map(({ at, member, end, advanced: { lifecycle, decisions } }) => ({
      member_id: end.memberId,
      decided_at: at,
      position_from: member.lifecycle.position,
      position_to: lifecycle.position,
      engine: ENGINE,
      decisions: writeDecisions(decisions),
    }));
  return insertion('decision', DECISION_COLUMNS, rows);
}

async function saveLifecycles(tx: Tx, advanced: readonly AdvancedMember[]): Promise<readonly Wake[]> {
  const ids = arrayOf(
    'uuid',
    advanced.map(({ end }) => end.memberId),
  );
  const states = arrayOf(
    'jsonb',
    advanced.map(({ advanced: { lifecycle } }) => writeLifecycle(lifecycle)),
  );
  const wakes = arrayOf(
    'timestamptz',
    advanced.map(({ advanced: { nextWakeAt } }) => nextWakeAt),
  );
  // PostgreSQL's arrays are rectangular, so each member's list travels as JSON.
  const listens = arrayOf(
    'jsonb',
    advanced.map(({ advanced: { listensTo } }) => JSON.stringify(listensTo)),
  );
  const { rows } = await sql<{ member_id: Uuid; next_wake_at: Instant | null; armed_until: Instant | null }>`
    update lifecycle l set
      state = n.state,
      listens_to = array(select jsonb_array_elements_text(n.listens_to)),
      needs_advance_since = null,
      marked_by = null,
      failures = 0,
      failure_cause = null,
      blocked_at = null,
      retry_at = null,
      next_wake_at = least(n.next_wake_at, (${earliestAttempt()}))
    from unnest(${ids}, ${states}, ${wakes}, ${listens})
      as n (member_id, state, next_wake_at, listens_to)
    where l.member_id = n.member_id
    returning l.member_id, l.next_wake_at, l.armed_until`.execute(tx);
  return rows.map((row) => ({
    memberId: row.member_id,
    nextWakeAt: row.next_wake_at,
    armedUntil: row.armed_until,
  }));
}

/** Of the open messages of `l`'s member: the next attempt, or the end of the lease; null where none is due by time. */
function earliestAttempt() {
  return sql`
    select min(case when m.status = 'claimed' then m.lease_until else m.next_attempt_at end)
    from message m where m.member_id = l.member_id and m.status in ('planned', 'claimed')`;
}

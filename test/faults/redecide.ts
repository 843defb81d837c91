import type { Database } from '../../src/db/database.ts';
import type { MemberEvent, NewEvent } from '../../src/domain/event/member-event.ts';
import { advance } from '../../src/domain/lifecycle/advance.ts';
import type { Decision } from '../../src/domain/lifecycle/advance-result.ts';
import type { Definitions } from '../../src/domain/lifecycle/definitions.ts';
import { newLifecycle } from '../../src/domain/lifecycle/lifecycle.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { readDecisions } from '../../src/schemas/stored/lifecycle.ts';
import { logOf } from '../workflows/story-steps.ts';

/** What was decided in a life: what it put into the log, each decision, and the messages that it planned. */
export interface Decided {
  readonly events: readonly NewEvent[];
  readonly decisions: readonly Decision[];
  readonly messages: readonly Uuid[];
}

/** What the database says was decided for a member, whatever died meanwhile. */
export async function decidedFor(db: Database, memberId: Uuid): Promise<Decided> {
  const log = await logOf(db, memberId);
  const advances = await db
    .selectFrom('decision')
    .select('decisions')
    .where('member_id', '=', memberId)
    .orderBy('id')
    .execute();
  const messages = await db.selectFrom('message').select('id').where('member_id', '=', memberId).execute();
  return {
    events: log.filter(({ origin }) => origin === 'lifecycle').map(withoutPlace),
    decisions: advances.flatMap((row) => readDecisions(row.decisions)),
    messages: messages.map(({ id }) => id).toSorted(),
  };
}

/**
 * What the simulator decides over the same log, in one go: it is told what came from outside, what the ledger posted and
 * what became of each message, and nothing of what was decided.
 */
export async function redecidedFor(
  db: Database,
  memberId: Uuid,
  publications: readonly Definitions[],
  now: Instant,
): Promise<Decided> {
  const log = await logOf(db, memberId);
  const [enrolled] = log;
  if (enrolled === undefined) throw new Error(`member ${memberId} has no log`);
  const { events, decisions, messages } = advance({
    lifecycle: newLifecycle(memberId, enrolled.recordedAt),
    inbox: log,
    publications,
    now,
  });
  return { events, decisions, messages: messages.map(({ id }) => id).toSorted() };
}

function withoutPlace({ seq: _seq, recordedAt: _recordedAt, ...event }: MemberEvent): NewEvent {
  return event;
}

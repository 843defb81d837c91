import type { Answer } from '../earning/answer.ts';
import { earn, type Earned } from '../earning/earn.ts';
import { award } from '../ledger/award.ts';
import { balanceOf, type Balances } from '../ledger/balance.ts';
import { BY_LEDGER, pointsEvents } from '../ledger/points-events.ts';
import { post } from '../ledger/post.ts';
import { repayment } from '../ledger/repay.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import type { Definitions } from '../lifecycle/definitions.ts';
import { evolve, noFacts } from '../lifecycle/evolve.ts';
import type { Facts } from '../lifecycle/facts.ts';
import type { Program } from '../program/program.ts';
import { eventKey } from '../values/business-key.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import { instantOf } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import { ok } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import { checkEvent } from './check-event.ts';
import type { IncomingEvent } from './incoming-event.ts';
import type { Cause, MemberEvent, NewEvent } from './member-event.ts';

/** The end of a member's log. */
export interface LogEnd {
  readonly memberId: Uuid;
  readonly lastSeq: number;
  readonly lastRecordedAt: Instant;
  /** The fold of the log up to here. */
  readonly facts: Facts;
}

export interface RecordEvent {
  readonly member: LogEnd;
  readonly event: IncomingEvent;
  /** The present rules, with the watches that `member.facts` were folded with. */
  readonly definitions: Definitions;
  /** The rules in force when the event happened. */
  readonly program?: Program;
  readonly now: Instant;
  /** What made the event happen; missing: it came from outside. */
  readonly cause?: Cause;
}

export interface RecordedEvent {
  /** The log's new end. */
  readonly end: LogEnd;
  /** The event itself, then `points_earned` for each lot, then `points_repaid`. */
  readonly events: readonly MemberEvent[];
  /** What the event earned. */
  readonly transaction: LedgerTransaction | null;
  /** What of it went towards a debt at once. */
  readonly repaid: LedgerTransaction | null;
  readonly answer: Answer;
}

/**
 * Puts an event at the end of a member's log, with the points that it earns by the facts before it. Pure; every id
 * follows from program, source and the sender's id, so that the same event makes the same ids again.
 * Refuses what `checkEvent` refuses, and `points_overflow`; then nothing was recorded.
 */
export function recordEvent(input: RecordEvent): Result<RecordedEvent> {
  const { member, event, definitions, program = definitions.program, now } = input;
  const allowed = checkEvent(event, definitions.program, now);
  if (!allowed.ok) return allowed;
  const eventId = eventIdOf(program.id, event);
  const earned = earn(program, event, momentBefore(input, program));
  if (!earned.ok) return earned;
  const transaction = transactionOf(input, program, eventId, earned.value);
  const posted = postAll(program.id, member, transaction, eventId);
  if (!posted.ok) return posted;
  const { balances, repaid, events: moved } = posted.value;
  const { end, events } = append(member, [reported(input, eventId), ...moved], definitions, now);
  const answer = {
    eventId,
    points: pointsByWallet(earned.value),
    balances: answeredBalances(definitions.program, balances),
    tier: null,
    reasons: earned.value.reasons,
  };
  return ok({ end, events, transaction, repaid, answer });
}

/** The log of a member to whom nothing has happened yet. */
export function emptyLog(memberId: Uuid, watched: string, now: Instant): LogEnd {
  return { memberId, lastSeq: 0, lastRecordedAt: now, facts: noFacts(watched) };
}

/** The id of an event in the log: the same for the same program, source and sender's id, for ever. */
function eventIdOf(
  programId: string,
  { source, externalId }: Pick<IncomingEvent, 'source' | 'externalId'>,
): Uuid {
  return deriveUuid('event', programId, source, externalId);
}

/** Gives events their places at the end of a log and folds them. `recordedAt` never goes backwards. */
export function append(
  member: LogEnd,
  news: readonly NewEvent[],
  { watches }: Pick<Definitions, 'watches'>,
  now: Instant,
): { readonly end: LogEnd; readonly events: readonly MemberEvent[] } {
  const recordedAt = instantOf(Math.max(now, member.lastRecordedAt));
  const events = news.map((event, index) => ({ ...event, seq: member.lastSeq + 1 + index, recordedAt }));
  const end = {
    memberId: member.memberId,
    lastSeq: member.lastSeq + news.length,
    lastRecordedAt: recordedAt,
    facts: news.reduce((facts, event) => evolve(facts, event, watches), member.facts),
  };
  return { end, events };
}

function momentBefore({ member: { memberId, facts }, event }: RecordEvent, program: Program) {
  return { memberId, facts, now: event.occurredAt, zone: facts.zone ?? program.zone, run: null, event };
}

function transactionOf(
  { member: { memberId }, event, now }: RecordEvent,
  { id: programId }: Program,
  causeEventId: Uuid,
  { lines }: Earned,
): LedgerTransaction | null {
  if (lines.length === 0) return null;
  const { source: actor, occurredAt: effectiveAt } = event;
  const businessKey = eventKey(event);
  return award({
    businessKey,
    programId,
    memberId,
    effectiveAt,
    causeEventId,
    actor,
    reason: null,
    lines,
    now,
  });
}

function reported({ event, cause }: RecordEvent, id: Uuid): NewEvent {
  const { type, occurredAt, source, data } = event;
  return { id, type, occurredAt, origin: 'source', source, data, cause: cause ?? null, decidedAfter: null };
}

interface PostedPoints {
  readonly balances: Balances;
  readonly repaid: LedgerTransaction | null;
  readonly events: readonly NewEvent[];
}

/** What was earned, and what of it repays a debt; each with its events. */
function postAll(
  programId: string,
  { memberId, facts }: LogEnd,
  transaction: LedgerTransaction | null,
  eventId: Uuid,
): Result<PostedPoints> {
  if (transaction === null) return ok({ balances: facts.balances, repaid: null, events: [] });
  const head = { ...BY_LEDGER, cause: { event: eventId, depth: 1 } };
  const earned = post(facts.balances, transaction);
  if (!earned.ok) return earned;
  const events = pointsEvents(transaction, earned.value, head);
  const repaid = repayment({ programId, memberId }, transaction, earned.value);
  if (repaid === null) return ok({ balances: earned.value, repaid, events });
  const after = post(earned.value, repaid);
  if (!after.ok) return after;
  const balances = after.value;
  return ok({ balances, repaid, events: [...events, ...pointsEvents(repaid, balances, head)] });
}

function pointsByWallet({ lines }: Earned): Record<string, number> {
  const points: Record<string, number> = {};
  for (const line of lines) points[line.wallet] = (points[line.wallet] ?? 0) + line.points;
  return points;
}

/** Every wallet of the program, also one that never moved. */
function answeredBalances({ wallets }: Program, balances: Balances): Balances {
  return Object.fromEntries(Object.keys(wallets).map((wallet) => [wallet, balanceOf(balances, wallet)]));
}

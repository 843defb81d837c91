import type { Tx } from '../../db/database.ts';
import { keyWrites, takenKeys } from '../../db/queries/business-keys.ts';
import { headsForUpdate } from '../../db/queries/member-lock.ts';
import { logEnds } from '../../db/queries/member-logs.ts';
import { postTransactions } from '../../db/queries/post-transactions.ts';
import { readTogether } from '../../db/read-together.ts';
import { retrying, type Retrying } from '../../db/retry.ts';
import { isContention, isDataFault, isTaken } from '../../db/sql-state.ts';
import { transact } from '../../db/transact.ts';
import { isReservedType } from '../../domain/event/event-type.ts';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { instantOf } from '../../domain/values/instant.ts';
import { readAnswer } from '../../schemas/stored/event.ts';
import { UnreadableJson } from '../../schemas/stored/format.ts';
import type { Context } from '../context.ts';
import { failpoint } from '../failpoint.ts';
import { openReturnDesk } from '../return/open-return-desk.ts';
import { addressEvents, memberKey, type AddressedEvent } from './address-events.ts';
import {
  EventBatch,
  refused,
  Undecidable,
  type BatchRules,
  type FirstAnswer,
  type RecordedItem,
} from './event-batch.ts';
import { logWrites, markNewly, openLogsAt, type OpenLogs } from './member-logs.ts';
import { rulesInForce } from './rules-in-force.ts';
import { skipHistory } from './skip-history.ts';

export type { RecordedItem } from './event-batch.ts';

/** Events in one transaction, at most: what holds up other events of the same members. */
export const EVENTS_PER_TRANSACTION_MAX = 200;

/**
 * Records events that come from outside, and what they earn; answers one item for each, in order. What it answers has
 * been committed, each event together with its points. An event that was recorded before changes nothing and gets its
 * first answer. A refused item harms none of its neighbours: `reserved_type`, `unknown_member`, `key_conflict` (the id
 * was sent with other content), `no_program`, and all that `recordEvent` refuses. Where the rules cannot be carried out
 * for its member it is refused as `internal` among others, and throws when it is the only one.
 *
 * A busy or restarted database is tried again a few times, then the error is thrown; some of the events may have been
 * recorded by then, and sending all of them again is safe.
 */
export async function recordEvents(
  ctx: Context,
  programId: string,
  events: readonly IncomingEvent[],
  options: Retrying = {},
): Promise<readonly RecordedItem[]> {
  const items = await recordAllowed(ctx, programId, events, { ...options, held: 'wait' });
  return items.map((item) => {
    if (item.status === 'held') throw new Error('a member has no lock row');
    return item;
  });
}

/** Of an event whose member somebody else holds: it was not recorded. */
export interface HeldItem {
  readonly status: 'held';
}

/** Records events as `recordEvents` does, but passes over members whom somebody else holds instead of waiting. */
export async function recordUnlessHeld(
  ctx: Context,
  programId: string,
  events: readonly IncomingEvent[],
  options: Retrying = {},
): Promise<readonly (RecordedItem | HeldItem)[]> {
  return recordAllowed(ctx, programId, events, { ...options, held: 'pass_over' });
}

interface Recording extends Retrying {
  /** What to do about members whom somebody else holds. */
  readonly held: 'wait' | 'pass_over';
}

type Item = RecordedItem | HeldItem;

async function recordAllowed(
  ctx: Context,
  programId: string,
  events: readonly IncomingEvent[],
  how: Recording,
): Promise<readonly Item[]> {
  const allowed = events.filter(({ type }) => !isReservedType(type));
  const recorded = (await recordParts(ctx, programId, allowed, how)).values();
  return events.map(({ type }) =>
    isReservedType(type)
      ? refused('reserved_type', `${type} is written by the platform itself`, '/type')
      : next(recorded),
  );
}

/** Records events of allowed types, a part at a time. */
async function recordParts(
  ctx: Context,
  programId: string,
  events: readonly IncomingEvent[],
  how: Recording,
): Promise<readonly Item[]> {
  const definitions = await ctx.definitions.current(ctx.db, programId);
  if (definitions === null) return events.map(() => refused('no_program', 'no program has been applied', ''));
  const items: Item[] = [];
  for (let from = 0; from < events.length; from += EVENTS_PER_TRANSACTION_MAX) {
    const part = events.slice(from, from + EVENTS_PER_TRANSACTION_MAX);
    items.push(...(await recordPart(ctx, definitions, part, { ...how, isAlone: events.length === 1 })));
  }
  return items;
}

/** One transaction for all; where one is at fault, or their member cannot be read, one for each half, down to that one. */
async function recordPart(
  ctx: Context,
  definitions: Definitions,
  events: readonly IncomingEvent[],
  how: Recording & { readonly isAlone: boolean },
): Promise<readonly Item[]> {
  try {
    return await retrying(
      () => recordTogether(ctx, definitions, events, how),
      (error) => isContention(error) || isTaken(error, 'business_key') || error instanceof MemberGone,
      how,
    );
  } catch (error) {
    const blame = blameFor(error);
    if (blame === null) throw error;
    // Whoever sent it alone is told the same, and whoever logs what was thrown sees why.
    if (error instanceof Undecidable && how.isAlone) throw error.cause;
    if (events.length === 1) return [blame];
    const middle = Math.ceil(events.length / 2);
    const first = events.slice(0, middle);
    const items = await recordPart(ctx, definitions, first, how);
    const held = new Set(
      first.flatMap(({ member }, index) => (items[index]?.status === 'held' ? memberKey(member) : [])),
    );
    // Behind an event that waits, those of the same member wait as well: they keep their order.
    const isFree = ({ member }: IncomingEvent) => !held.has(memberKey(member));
    const rest = events.slice(middle);
    const free = rest.filter(isFree);
    const others = (free.length === 0 ? [] : await recordPart(ctx, definitions, free, how)).values();
    return [...items, ...rest.map((event) => (isFree(event) ? next(others) : HELD))];
  }
}

/** How the one event is refused that has its transaction fail so; null: no event is to blame. */
function blameFor(error: unknown): RecordedItem | null {
  if (error instanceof UnreadableJson) return UNREADABLE;
  if (error instanceof Undecidable) return UNDECIDABLE;
  return isDataFault(error) && !isTaken(error, 'business_key') ? UNKEEPABLE : null;
}

const UNKEEPABLE = refused('invalid_input', 'the event holds text that cannot be kept', '');
/** During a release a newer process may have written it; the next one asked may be able to read it. */
const UNREADABLE = refused('unavailable', 'what is stored of the member cannot be read at the moment', '');
const UNDECIDABLE = refused('internal', 'the event could not be recorded', '');

async function recordTogether(
  ctx: Context,
  definitions: Definitions,
  events: readonly IncomingEvent[],
  { held }: Recording,
): Promise<readonly Item[]> {
  const addressed = await addressEvents(ctx.db, definitions.program.id, events);
  const known = addressed.flatMap((one) => (one.ok ? [one.value] : []));
  const earliest = instantOf(Math.min(...events.map(({ occurredAt }) => occurredAt)));
  const inForce = await rulesInForce(ctx.db, definitions, earliest);
  const rules = { definitions, inForce, now: ctx.now };
  const markedBy = ctx.request?.traceparent ?? null;
  const recorded =
    known.length === 0
      ? []
      : await transact(ctx.db, async (tx) => {
          const opened = await lockAndOpen(tx, definitions, known, held);
          return recordInside(tx, rules, known, { ...opened, markedBy });
        });
  failpoint('record_after_commit');
  const items = recorded.values();
  return addressed.map((one) => (one.ok ? next(items) : { status: 'refused', refusal: one.refusal }));
}

/** A member was merged into another one after their events were addressed, and before they were locked. */
class MemberGone extends Error {}

const HELD: HeldItem = { status: 'held' };

/** What is known of the events' members under their locks, which last until the transaction ends. */
interface Opened {
  readonly answers: Map<string, FirstAnswer>;
  /** Of the members that are locked. */
  readonly logs: OpenLogs;
}

async function lockAndOpen(
  tx: Tx,
  definitions: Definitions,
  events: readonly AddressedEvent[],
  held: Recording['held'],
): Promise<Opened> {
  const memberIds = [...new Set(events.map(({ memberId }) => memberId))];
  const keys = [...new Set(events.map(({ content }) => content.key))];
  // Who was merged since the events were addressed is passed over: the next attempt addresses who took them over.
  const locking = headsForUpdate(tx, memberIds).where('merged_into', 'is', null);
  const [locked, taken, ends] = await readTogether(
    tx,
    held === 'wait' ? locking : locking.skipLocked(),
    takenKeys(tx, definitions.program.id, keys),
    logEnds(tx, memberIds),
  );
  if (held === 'wait' && locked.length < memberIds.length) throw new MemberGone();
  const isLocked = new Set(locked.map((head) => head.member_id));
  return {
    answers: new Map(
      taken.map((row) => [row.key, { contentHash: row.content_hash, answer: readAnswer(row.answer) }]),
    ),
    logs: await openLogsAt(
      tx,
      definitions,
      ends.filter((end) => isLocked.has(end.member_id)),
    ),
  };
}

/** Records the events of those members whose logs are open. */
async function recordInside(
  tx: Tx,
  rules: BatchRules,
  events: readonly AddressedEvent[],
  { answers, logs, markedBy }: Opened & { readonly markedBy: string | null },
): Promise<readonly Item[]> {
  const { definitions, now } = rules;
  const programId = definitions.program.id;
  const arriving = events.filter(({ content }) => !answers.has(content.key));
  const returns = await openReturnDesk(tx, rules, logs, arriving);
  const batch = new EventBatch(rules, logs, answers, returns);
  const items = events.map((event) => (logs.has(event.memberId) ? batch.record(event) : HELD));
  const writes = [
    ...logWrites(programId, logs),
    ...keyWrites(programId, batch.keys),
    ...(returns?.writes() ?? []),
  ];
  await postTransactions(tx, programId, batch.posted, writes);
  await markNewly(tx, logs, now, markedBy);
  await skipHistory(tx, batch.logsWithHistory, now);
  failpoint('record_before_commit');
  return items;
}

/** The next of the answers, of which there is one for each event that was handed on. */
function next<T>(items: Iterator<T>): T {
  const { value, done } = items.next();
  if (done === true) throw new Error('an event was left without an answer');
  return value;
}

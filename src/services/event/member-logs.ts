import type { Tx } from '../../db/database.ts';
import type { Head } from '../../db/queries/member-lock.ts';
import {
  eventWrites,
  logEnds,
  logEndWrites,
  selectLogs,
  setMarks,
  type LogEndRow,
} from '../../db/queries/member-logs.ts';
import { writeTogether, type Write } from '../../db/write-together.ts';
import { append, type LogEnd } from '../../domain/event/record-event.ts';
import type { MemberEvent, NewEvent } from '../../domain/event/member-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { foldLog } from '../../domain/lifecycle/evolve.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import { needsAdvance, type LifecycleSummary } from '../../domain/lifecycle/needs-advance.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readFacts, readLifecycleMemory, writeFacts } from '../../schemas/stored/lifecycle.ts';
import { storedEvent } from './stored-events.ts';

/** The end of a member's log while the lock of the member is held: what is there, and what is to be written. */
export interface OpenLog {
  readonly end: LogEnd;
  readonly waiting: LifecycleSummary;
  /** A mark is set already, or one of the new events asks for it. */
  readonly isMarked: boolean;
  /** The mark was not there when the log was opened. */
  readonly isNewlyMarked: boolean;
  readonly appended: readonly MemberEvent[];
}

export type OpenLogs = Map<Uuid, OpenLog>;

/** Reads the ends of the logs of locked members, in one statement. */
export async function openLogs(
  tx: Tx,
  definitions: Definitions,
  heads: ReadonlyMap<Uuid, Head>,
): Promise<OpenLogs> {
  return openLogsAt(tx, definitions, await logEnds(tx, [...heads.keys()]).execute());
}

/**
 * The logs whose ends were read while their members were locked. Facts that were folded for other watches than the
 * present ones are folded anew from the whole log.
 */
export async function openLogsAt(
  tx: Tx,
  definitions: Definitions,
  rows: readonly LogEndRow[],
): Promise<OpenLogs> {
  const facts = new Map(rows.map((row) => [row.member_id, readFacts(row.facts)]));
  const stale = rows
    .map((row) => row.member_id)
    .filter((memberId) => facts.get(memberId)?.watched !== definitions.watched);
  for (const [memberId, folded] of await foldAnew(tx, definitions, stale)) facts.set(memberId, folded);
  const logs: OpenLogs = new Map();
  for (const row of rows) {
    const folded = facts.get(row.member_id);
    if (folded === undefined) continue;
    const { revision, entries } = readLifecycleMemory(row);
    logs.set(row.member_id, {
      end: {
        memberId: row.member_id,
        lastSeq: row.last_seq,
        lastRecordedAt: row.last_recorded_at,
        facts: folded,
      },
      waiting: { revision, entries, listensTo: row.listens_to, nextWakeAt: row.next_wake_at },
      isMarked: row.needs_advance_since !== null,
      isNewlyMarked: false,
      appended: [],
    });
  }
  return logs;
}

export interface AppendOptions {
  readonly definitions: Definitions;
  readonly now: Instant;
  /** `none`: the caller sees to it that what is to be decided is decided. */
  readonly marks: 'as_needed' | 'none';
}

/** The log with events that have their places already, as `recordEvent` and `append` give them. */
export function withEvents(
  log: OpenLog,
  news: { readonly end: LogEnd; readonly events: readonly MemberEvent[] },
  { definitions, now, marks }: AppendOptions,
): OpenLog {
  const { end, events } = news;
  const asksForMark =
    marks === 'as_needed' &&
    !log.isMarked &&
    events.some((event) =>
      needsAdvance({
        memberId: end.memberId,
        lifecycle: log.waiting,
        definitions,
        event,
        facts: end.facts,
        now,
      }),
    );
  return {
    ...log,
    end,
    isMarked: log.isMarked || asksForMark,
    isNewlyMarked: log.isNewlyMarked || asksForMark,
    appended: [...log.appended, ...events],
  };
}

/** Puts events of the platform itself at the end of a log. */
export function appended(log: OpenLog, events: readonly NewEvent[], options: AppendOptions): OpenLog {
  return withEvents(log, append(log.end, events, options.definitions, options.now), options);
}

/** Writes the new events, the ends of the logs with their facts, and the marks; the drainer is woken at the commit. */
export async function saveLogs(
  tx: Tx,
  programId: string,
  logs: OpenLogs,
  now: Instant,
  markedBy: string | null = null,
): Promise<void> {
  await writeTogether(tx, logWrites(programId, logs));
  await markNewly(tx, logs, now, markedBy);
}

/** The new events, and the ends of the logs with their facts; `markNewly` does the rest. */
export function logWrites(programId: string, logs: OpenLogs): readonly Write[] {
  const changed = [...logs.values()].filter((log) => log.appended.length > 0);
  const events = changed.flatMap((log) =>
    log.appended.map((event) => ({ memberId: log.end.memberId, event })),
  );
  const ends = changed.map(({ end: { memberId, lastSeq, lastRecordedAt, facts } }) => ({
    memberId,
    lastSeq,
    lastRecordedAt,
    facts: writeFacts(facts),
  }));
  return [...eventWrites(programId, events), ...logEndWrites(ends)];
}

/** Marks the members whose new events ask for it, with the trace that brought these events. */
export async function markNewly(
  tx: Tx,
  logs: OpenLogs,
  now: Instant,
  markedBy: string | null = null,
): Promise<void> {
  const marked = [...logs.values()].filter((log) => log.isNewlyMarked).map((log) => log.end.memberId);
  await setMarks(tx, marked, now, markedBy);
}

async function foldAnew(
  tx: Tx,
  { watches, watched }: Definitions,
  memberIds: readonly Uuid[],
): Promise<Map<Uuid, Facts>> {
  if (memberIds.length === 0) return new Map();
  const rows = await selectLogs(tx, memberIds);
  const events = Map.groupBy(rows, (row) => row.member_id);
  return new Map(
    memberIds.map((memberId) => [
      memberId,
      foldLog((events.get(memberId) ?? []).map(storedEvent), watches, watched),
    ]),
  );
}

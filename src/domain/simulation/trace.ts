import type { MemberEvent } from '../event/member-event.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';

/** Something that the platform did, told so that it reads the same in a simulation and in a log of the database. */
export interface TraceLine {
  readonly at: Instant;
  /** The type of the event. */
  readonly what: string;
  /** What the event says, without ids, versions and balances. */
  readonly data: JsonObject;
}

/** Differs from log to log although the same happened, or follows from the other lines. */
const LEFT_OUT: ReadonlySet<string> = new Set(['run', 'version', 'messageId', 'lot', 'balance', 'change']);

/** What the platform did, in a log or a part of one: everything but what came from outside, in the order of time. */
export function traceOf(log: readonly MemberEvent[]): readonly TraceLine[] {
  return log
    .filter(({ origin }) => origin !== 'source')
    .toSorted((a, b) => a.occurredAt - b.occurredAt || a.seq - b.seq)
    .map(({ occurredAt, type, data }) => ({ at: occurredAt, what: type, data: tellable(data) }));
}

function tellable(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !LEFT_OUT.has(name)));
}

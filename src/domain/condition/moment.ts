import type { Facts } from '../lifecycle/facts.ts';
import type { Zone } from '../values/calendar.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';

/** Everything a decision may read. */
export interface Moment {
  readonly memberId: Uuid;
  readonly facts: Facts;
  readonly now: Instant;
  /** The member's zone, else the program's. */
  readonly zone: Zone;
  /** The run that asks; null in segments, entries and earn rules. */
  readonly run: RunView | null;
  /** The event being looked at, in `where`, earn rules and `who`. */
  readonly event: EventView | null;
}

export interface RunView {
  readonly id: Uuid;
  readonly key: string | null;
  readonly startedAt: Instant;
  /** Only events folded after this many count for `since: run_start`. */
  readonly startedAfter: number;
  readonly passageStartedAt: Instant;
  readonly passageStartedAfter: number;
  readonly data: JsonObject;
  readonly item: JsonValue;
  readonly nodes: Readonly<Record<string, JsonObject>>;
}

export interface EventView {
  readonly type: string;
  readonly occurredAt: Instant;
  readonly data: JsonObject;
}

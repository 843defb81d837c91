import type { Instant } from '../values/instant.ts';
import type { Uuid } from '../values/identity.ts';
import type { JsonObject } from '../values/json.ts';
import type { Outcome } from './journey.ts';

/** One member in one journey. Plain JSON, stored while open and after. */
export interface Run {
  readonly version: 1;
  /** Made from member, journey, key and cause, so that the same decision makes the same id again. */
  readonly id: Uuid;
  readonly journey: string;
  readonly journeyVersion: number;
  readonly key: string | null;
  readonly startedAt: Instant;
  /** How many events had been folded when the run began: it listens to later ones. */
  readonly startedAfter: number;
  readonly data: JsonObject;
  /** Latest result of each node. */
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** How often each node was entered; the number names the passage. */
  readonly passages: Readonly<Record<string, number>>;
  readonly standing: Standing;
}

/** Where a run stands. Every open standing names its node and when its passage began. */
export type Standing =
  | ({ readonly kind: 'delay'; readonly until: Instant } & Passage)
  | ({ readonly kind: 'wait'; readonly timeoutAt: Instant } & Passage)
  | ({ readonly kind: 'message'; readonly messageId: Uuid } & Passage)
  | { readonly kind: 'ended'; readonly at: Instant; readonly reason: string; readonly outcome: Outcome };

export interface Passage {
  readonly node: string;
  readonly since: Instant;
  /** How many events had been folded when the passage began. */
  readonly after: number;
}

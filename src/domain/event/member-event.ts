import type { Instant } from '../values/instant.ts';
import type { Uuid } from '../values/identity.ts';
import type { JsonObject } from '../values/json.ts';

/**
 * Who put an event into the log.
 * - `source`: a shop, a till, a CRM, the API; also what the member did (consent, click).
 * - `ledger`: the ledger itself, while recording another event or in a sweep (`points_earned`, `points_vested`, …).
 * - `lifecycle`: `advance`; such an event was folded into the lifecycle's facts when it was decided.
 * - `delivery`: the outcome of an effect (`message_sent`, `message_failed`, `message_unknown`, `message_skipped`).
 */
export type Origin = 'source' | 'ledger' | 'lifecycle' | 'delivery';

/** What made an event happen, when it was another event or a run. `depth` counts the events between it and the outside. */
export type Cause = {
  readonly event?: Uuid;
  readonly run?: Uuid;
  readonly node?: string;
  readonly depth: number;
};

/** One entry of a member's log. `seq` counts from 1 without gaps; `recordedAt` never falls with rising `seq`. */
export interface MemberEvent extends NewEvent {
  readonly seq: number;
  readonly recordedAt: Instant;
}

/** An event before it has its place in the log. `occurredAt` of a decided event is the instant of its decision. */
export interface NewEvent {
  readonly id: Uuid;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly origin: Origin;
  readonly source: string;
  readonly data: JsonObject;
  readonly cause: Cause | null;
  /** For origin `lifecycle`: the lifecycle's position when it was decided, so that its fold can be repeated in order. */
  readonly decidedAfter: number | null;
}

/** Events caused by events carry a depth; deeper than this is a loop and blocks the member. */
export const CAUSE_DEPTH_MAX = 16;

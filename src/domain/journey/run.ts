import type { Instant } from '../values/instant.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { JsonObject } from '../values/json.ts';
import type { RunView } from '../condition/moment.ts';
import type { Outcome } from './journey.ts';

/** One member in one journey. Plain JSON, stored while open and after. */
export interface Run<S extends Standing = Standing> {
  readonly version: 1;
  /** Made from member, journey, key and cause, so that the same decision makes the same id again. */
  readonly id: Uuid;
  readonly journey: string;
  readonly journeyVersion: number;
  readonly key: string | null;
  readonly startedAt: Instant;
  /** How many events had been folded when the run began: it listens to later ones. */
  readonly startedAfter: number;
  /** Data of the event that made the member enter; empty when a condition did. */
  readonly data: JsonObject;
  /** Latest result of each node. */
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** How often each node was entered; the number names the passage. */
  readonly passages: Readonly<Record<string, number>>;
  readonly standing: S;
}

export type OpenRun = Run<Stay>;

export type Standing = Stay | Ended;

/** An open run stands at exactly one node. */
export interface Stay {
  readonly kind: 'open';
  readonly node: string;
  /** When the passage began. */
  readonly since: Instant;
  /** How many events had been folded when the passage began: a wait listens to later ones. */
  readonly after: number;
  /** When time moves the run on: the end of a delay, the timeout of a wait. Null: time alone never does. */
  readonly dueAt: Instant | null;
  /** By how many milliseconds pauses that ended with `retime` have moved `dueAt`. */
  readonly movedByMs: number;
}

export interface Ended {
  readonly kind: 'ended';
  readonly at: Instant;
  readonly reason: string;
  readonly outcome: Outcome;
}

export function isOpen(run: Run): run is OpenRun {
  return run.standing.kind === 'open';
}

/** The run as conditions and references read it. */
export function viewOf(run: OpenRun): RunView {
  return {
    id: run.id,
    key: run.key,
    startedAt: run.startedAt,
    startedAfter: run.startedAfter,
    passageStartedAt: run.standing.since,
    passageStartedAfter: run.standing.after,
    data: run.data,
    item: null,
    nodes: run.nodes,
  };
}

/** The message that the run's present passage through a message node plans: the same id for the same passage, always. */
export function messageIdOf(run: OpenRun): Uuid {
  const { node } = run.standing;
  return deriveUuid('message', run.id, node, String(run.passages[node]));
}

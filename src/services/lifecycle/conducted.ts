import type { Instant } from '../../domain/values/instant.ts';
import type { Uuid } from '../../domain/values/identity.ts';

/**
 * What a member's workflow is told: a recorded, versioned answer, so that new domain code cannot break a workflow that
 * runs. Ids and names of definitions only, nothing personal.
 * - `unknown`: this database has no such member, or they were merged into another one; the workflow ends.
 * - `blocked`: advancing the member fails; nothing is done until an operator has them tried again.
 */
export type Conducted =
  | { readonly version: 1; readonly status: 'unknown'; readonly epoch: string }
  | { readonly version: 1; readonly status: 'blocked'; readonly epoch: string; readonly programId: string }
  | ({ readonly version: 1; readonly status: 'conducted'; readonly epoch: string } & Standpoint);

export interface Standpoint {
  readonly programId: string;
  /** The instant of the answer, by the database services' clock. */
  readonly at: Instant;
  /** When to ask again, unless nudged before; later than `at`. Null: not before the next nudge. */
  readonly nextWakeAt: Instant | null;
  /** Effects that are due now. Asked again while they are open, the answer names them again. */
  readonly effects: readonly Effect[];
  readonly runs: readonly OpenRun[];
  /** What time alone will bring, soonest first. */
  readonly upcoming: readonly Upcoming[];
}

export interface Effect {
  readonly kind: 'message';
  readonly id: Uuid;
  /** For the operator: journey, node and channel. */
  readonly summary: string;
}

export interface OpenRun {
  readonly journey: string;
  readonly journeyVersion: number;
  readonly node: string;
  readonly since: Instant;
}

export interface Upcoming {
  readonly at: Instant;
  readonly what: string;
}

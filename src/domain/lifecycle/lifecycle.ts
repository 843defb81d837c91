import type { Run } from '../journey/run.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { Facts } from './facts.ts';

/** Where a member stands: the fold at the lifecycle's position, and what each journey remembers of them. */
export interface Lifecycle {
  readonly version: 1;
  readonly memberId: Uuid;
  /** Revision of the definitions that the last step went by; 0 before the first. */
  readonly revision: number;
  /** Sequence of the last event taken from the log. Events of origin `lifecycle` are folded when decided and never taken. */
  readonly position: number;
  /** Instant of the last step; steps never go back. */
  readonly at: Instant;
  /** The fold at the position. */
  readonly facts: Facts;
  readonly entries: Readonly<Record<string, EntryMemory>>;
  /** Open runs, oldest first. */
  readonly runs: readonly Run[];
}

/** What a journey's entry remembers of a member. */
export interface EntryMemory {
  /** Truth of the entry's condition at the last look; false before enrolment. */
  readonly held: boolean;
  /** When time alone may change that truth. */
  readonly until: Instant | null;
  readonly lastStartedAt: Instant | null;
  readonly lastEndedAt: Instant | null;
  /** `still_true`: asked once more at this instant. */
  readonly askAgainAt: Instant | null;
}

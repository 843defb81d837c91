import type { OpenRun } from '../journey/run.ts';
import type { Uuid } from '../values/identity.ts';
import { instantOf, type Instant } from '../values/instant.ts';
import type { Definitions } from './definitions.ts';
import { noFacts } from './evolve.ts';
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
  /** Oldest first. */
  readonly runs: readonly OpenRun[];
}

/** What a journey's entry remembers of a member. */
export interface EntryMemory {
  /** Truth of the entry's condition at the last look; null before the first. */
  readonly held: boolean | null;
  /** When time alone may change that truth. */
  readonly until: Instant | null;
  readonly lastStartedAt: Instant | null;
  readonly lastEndedAt: Instant | null;
  /** `still_true`: asked once more at this instant. */
  readonly askAgainAt: Instant | null;
}

export const NOTHING_REMEMBERED: EntryMemory = {
  held: null,
  until: null,
  lastStartedAt: null,
  lastEndedAt: null,
  askAgainAt: null,
};

/** The lifecycle of a member whose log is empty. It begins with the definitions in force at `at`. */
export function newLifecycle(memberId: Uuid, at: Instant): Lifecycle {
  return {
    version: 1,
    memberId,
    revision: 0,
    position: 0,
    at,
    facts: noFacts(''),
    entries: {},
    runs: [],
  };
}

/**
 * The lifecycle after history was put into the log: nothing is decided for the past. Every entry is asked anew by the
 * next advance, at `at`, where a condition that holds already follows `audienceAtLaunch`. Open runs stay where they are.
 */
export function afterHistory(lifecycle: Lifecycle, facts: Facts, position: number, at: Instant): Lifecycle {
  const entries = Object.entries(lifecycle.entries).map(([journey, memory]) => [
    journey,
    { ...memory, held: null, until: null },
  ]);
  return { ...lifecycle, revision: 0, position, at, facts, entries: Object.fromEntries(entries) };
}

/**
 * The lifecycle of a member whom earlier rules could not carry on, under those that replaced them: what waits is decided
 * when these came into force, and by these alone. Nobody enters because a condition has held since before.
 */
export function underRules(
  lifecycle: Lifecycle,
  { publishedAt }: Pick<Definitions, 'publishedAt'>,
): Lifecycle {
  return { ...lifecycle, revision: 0, at: instantOf(Math.max(lifecycle.at, publishedAt)) };
}

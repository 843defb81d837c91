import type { Instant } from '../values/instant.ts';
import type { Definitions } from './definitions.ts';
import { Draft } from './draft.ts';
import { entryDeadline } from './entries.ts';
import type { Lifecycle } from './lifecycle.ts';
import { runDeadline } from './runs.ts';

/** An instant at which time alone makes a run move or exit, or an entry look again. */
export interface Deadline {
  readonly at: Instant;
  readonly journey: string;
  /** Where the run stands; null for an entry. */
  readonly node: string | null;
}

/** All that time alone will bring, soonest first. The definitions are those of the lifecycle's revision. */
export function upcoming(lifecycle: Lifecycle, definitions: Definitions): readonly Deadline[] {
  const draft = new Draft(lifecycle, definitions);
  const ofRuns = lifecycle.runs.map((run) => ({
    at: runDeadline(draft, run),
    journey: run.journey,
    node: run.standing.node,
  }));
  const ofEntries = definitions.journeys.map((published) => ({
    at: entryDeadline(draft, published),
    journey: published.journey.id,
    node: null,
  }));
  return [...ofRuns, ...ofEntries].filter(isDated).toSorted((a, b) => a.at - b.at);
}

function isDated<T extends { readonly at: Instant | null }>(each: T): each is T & { readonly at: Instant } {
  return each.at !== null;
}

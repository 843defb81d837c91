import type { Duration } from '../values/duration.ts';
import { fingerprint } from '../values/hash.ts';
import type { Condition } from './condition.ts';
import { watchesOf } from './evaluate.ts';
import type { Memory, Watch } from './watch.ts';

/** All that facts must remember, and its fingerprint: facts that were folded with another one are folded anew. */
export interface WatchSet {
  readonly watches: readonly Watch[];
  readonly watched: string;
}

/**
 * The watches of several conditions: equal ones once, remembering as much as any condition asks for.
 * The same set for the same watches, in whatever order the conditions come.
 */
export function watchSet(conditions: readonly Condition[]): WatchSet {
  const merged = new Map<string, Watch>();
  for (const watch of conditions.flatMap(watchesOf)) {
    const known = merged.get(watch.key);
    merged.set(watch.key, known === undefined ? watch : { ...known, ...both(known, watch) });
  }
  const watches = [...merged.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { watches, watched: fingerprint(watches.map(({ key, keep, latest }) => [key, keep, latest])) };
}

function both(a: Memory, b: Memory): Memory {
  const latest = a.latest === null || b.latest === null ? null : Math.max(a.latest, b.latest);
  return { keep: longer(a.keep, b.keep), latest };
}

/** A duration that is at least as long as both, whatever the calendar says; null is without end. */
function longer(a: Duration | null, b: Duration | null): Duration | null {
  if (a === null || b === null) return null;
  return {
    months: Math.max(a.months, b.months),
    days: Math.max(a.days, b.days),
    milliseconds: Math.max(a.milliseconds, b.milliseconds),
  };
}

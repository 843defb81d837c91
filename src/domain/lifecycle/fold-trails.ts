import type { Memory, Watch } from '../condition/watch.ts';
import { matches } from '../condition/where.ts';
import type { NewEvent } from '../event/member-event.ts';
import { subtractDuration, UTC } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';
import { instantOf, type Instant } from '../values/instant.ts';
import { valueAt } from '../values/json.ts';
import { oncePerObject } from '../values/once-per-object.ts';
import type { Facts, TrailEntry } from './facts.ts';

type Trails = Facts['trails'];

/**
 * How much longer than its watch asks an entry is kept. Entries are let go by the newest one's instant, while a late
 * event (up to 30 days) is looked at with its own, and months differ by zone: conditions that are evaluated at most
 * 30 days before the newest entry never miss one.
 */
const KEPT_LONGER: Duration = { months: 0, days: 35, milliseconds: 0 };

/** The trails after an event that is the `order`-th of its fold: one more entry wherever a watch looks for it. */
export function foldTrails(
  trails: Trails,
  event: NewEvent,
  order: number,
  watches: readonly Watch[],
): Trails {
  const looking = watchesByType(watches)
    .get(event.type)
    ?.filter(({ where }) => matches(where, event.data));
  if (looking === undefined || looking.length === 0) return trails;
  const followed = looking.map((watch): [string, readonly TrailEntry[]] => {
    const values = watch.paths.map((path) => valueAt(event.data, path) ?? null);
    const entry = { order, at: event.occurredAt, values };
    return [watch.key, follow([...(trails[watch.key] ?? []), entry], watch)];
  });
  return { ...trails, ...Object.fromEntries(followed) };
}

/** What is still asked for of a trail whose last entry is new. */
function follow(trail: readonly TrailEntry[], { keep, latest }: Memory): readonly TrailEntry[] {
  const counted = latest === null ? trail : trail.slice(-latest);
  if (keep === null) return counted;
  const oldest = earliestKept(instantOf(Math.max(...counted.map(({ at }) => at))), keep);
  return counted.filter(({ at }) => at >= oldest);
}

function earliestKept(newest: Instant, keep: Duration): Instant {
  return subtractDuration(subtractDuration(newest, keep, UTC), KEPT_LONGER, UTC);
}

const watchesByType = oncePerObject((watches: readonly Watch[]): ReadonlyMap<string, readonly Watch[]> =>
  Map.groupBy(watches, ({ type }) => type),
);

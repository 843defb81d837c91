import type { Watch } from '../condition/watch.ts';
import { matches } from '../condition/where.ts';
import type { NewEvent } from '../event/member-event.ts';
import { subtractDuration, UTC } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
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
  const followed = looking.map(({ key, keep, paths }): [string, readonly TrailEntry[]] => {
    const values = paths.map((path) => valueAt(event.data, path) ?? null);
    return [key, follow(trails[key] ?? [], { order, at: event.occurredAt, values }, keep)];
  });
  return { ...trails, ...Object.fromEntries(followed) };
}

function follow(
  trail: readonly TrailEntry[],
  entry: TrailEntry,
  keep: Duration | null,
): readonly TrailEntry[] {
  if (keep === null) return [...trail, entry];
  const newest = trail.reduce((latest, { at }) => (at > latest ? at : latest), entry.at);
  const oldest = earliestKept(newest, keep);
  return [...trail, entry].filter(({ at }) => at >= oldest);
}

function earliestKept(newest: Instant, keep: Duration): Instant {
  return subtractDuration(subtractDuration(newest, keep, UTC), KEPT_LONGER, UTC);
}

const watchesByType = oncePerObject((watches: readonly Watch[]): ReadonlyMap<string, readonly Watch[]> =>
  Map.groupBy(watches, ({ type }) => type),
);

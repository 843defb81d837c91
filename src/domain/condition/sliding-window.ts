import type { TrailEntry } from '../lifecycle/facts.ts';
import { addDuration } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';
import type { Moment } from './moment.ts';
import { verdictBetween } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * The verdict of a test over the entries of the last `duration`: an entry counts while t ≤ now < t + duration, so one
 * that a fast clock has dated ahead joins at its own instant. The test gets the entries in the order of the trail.
 */
export function overWindow(
  trail: readonly TrailEntry[],
  duration: Duration,
  { now, zone }: Moment,
  test: (entries: readonly TrailEntry[]) => boolean,
): Verdict {
  const spans = trail
    .map((entry) => ({ entry, from: entry.at, to: addDuration(entry.at, duration, zone) }))
    .filter(({ to }) => to > now);
  const changes = spans.flatMap(({ from, to }) => [from, to]);
  return verdictBetween(changes, now, (instant) =>
    test(spans.filter(({ from, to }) => from <= instant && instant < to).map(({ entry }) => entry)),
  );
}

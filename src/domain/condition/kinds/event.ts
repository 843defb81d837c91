import type { TrailEntry } from '../../lifecycle/facts.ts';
import { assertNever } from '../../values/assert-never.ts';
import { compares, greatestNumber } from '../../values/comparison.ts';
import { canonicalJson, own } from '../../values/json.ts';
import { quantityOf } from '../../values/money.ts';
import { oncePerObject } from '../../values/once-per-object.ts';
import type { EventCondition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { ZONE_EVENTS } from '../condition-kind.ts';
import type { Moment } from '../moment.ts';
import { overWindow } from '../sliding-window.ts';
import { always } from '../verdict.ts';
import { watch } from '../watch.ts';

type Measure = EventCondition['measure'];
type CountMeasure = Extract<Measure, { kind: 'count' | 'nth' }>;

/**
 * Events of a type that pass the filter, measured. The window says which:
 * - `ever`: all that the log holds, whatever their date.
 * - `within`: those with t ≤ now < t + P. Only here does time alone change the truth.
 * - `since: run_start | passage_start`: those that arrived after it; nothing outside a run, where it fails.
 * - `since: instant`: those that happened then or later.
 *
 * `distinct` leaves out events without the value; `nth: { every }` holds when their number is a multiple above zero.
 */
export const event: ConditionKind<EventCondition> = {
  evaluate(condition, moment) {
    const { measure, window } = condition;
    if (isCountOfAll(condition)) {
      return always(
        passesCount(condition.measure, own(moment.facts.occurrences, condition.type)?.count ?? 0),
      );
    }
    const trail = moment.facts.trails[watchOf(condition).key] ?? [];
    switch (window.kind) {
      case 'ever':
        return always(passes(measure, trail));
      case 'within':
        return overWindow(trail, window.duration, moment, (entries) => passes(measure, entries));
      case 'since': {
        const since = sinceMark(window.mark, moment);
        return since === null ? always(false) : always(passes(measure, trail.filter(since)));
      }
      default:
        return assertNever(window);
    }
  },
  watches: (condition) => (isCountOfAll(condition) ? [] : [watchOf(condition)]),
  dependsOn: ({ type, window }) => (window.kind === 'within' ? [type, ...ZONE_EVENTS] : [type]),
  check({ window }, { nodes }) {
    if (nodes !== null || window.kind !== 'since' || typeof window.mark === 'number') return [];
    return [{ path: ['since'], reason: `${window.mark} is only known inside a run` }];
  },
};

/** The plain number of events of a type is among the facts anyway, so nothing more need be remembered for it. */
function isCountOfAll(
  condition: EventCondition,
): condition is EventCondition & { readonly measure: CountMeasure } {
  const { measure, window, where } = condition;
  return window.kind === 'ever' && where.length === 0 && (measure.kind === 'count' || measure.kind === 'nth');
}

const watchOf = oncePerObject((condition: EventCondition) => {
  const { type, where, measure, window } = condition;
  const paths = measure.kind === 'sum' || measure.kind === 'distinct' ? [measure.of] : [];
  const keep = window.kind === 'within' ? window.duration : null;
  return watch(type, where, paths, { keep, latest: latestAskedFor(condition) });
});

/**
 * How many entries tell as much as all: a count that is above every number of its test changes no more by growing.
 * That goes for windows to which the entries that arrived latest belong first: all of them, or those since a run's mark.
 */
function latestAskedFor({ measure, window }: EventCondition): number | null {
  if (measure.kind !== 'count' || window.kind === 'within') return null;
  if (window.kind === 'since' && typeof window.mark === 'number') return null;
  return Math.max(0, Math.floor(greatestNumber(measure.test))) + 1;
}

type Mark = Extract<EventCondition['window'], { kind: 'since' }>['mark'];

function sinceMark(mark: Mark, { run }: Moment): ((entry: TrailEntry) => boolean) | null {
  if (typeof mark === 'number') return ({ at }) => at >= mark;
  if (run === null) return null;
  const after = mark === 'run_start' ? run.startedAfter : run.passageStartedAfter;
  return ({ order }) => order > after;
}

function passes(measure: Measure, entries: readonly TrailEntry[]): boolean {
  switch (measure.kind) {
    case 'count':
    case 'nth':
      return passesCount(measure, entries.length);
    case 'sum':
      return compares(
        measure.test,
        entries.reduce((sum, { values }) => sum + (quantityOf(values[0]) ?? 0), 0),
      );
    case 'distinct': {
      const known = entries.map(({ values }) => values[0] ?? null).filter((found) => found !== null);
      return compares(measure.test, new Set(known.map(canonicalJson)).size);
    }
    default:
      return assertNever(measure);
  }
}

function passesCount(measure: CountMeasure, count: number): boolean {
  if (measure.kind === 'count') return compares(measure.test, count);
  return count > 0 && count % measure.every === 0;
}

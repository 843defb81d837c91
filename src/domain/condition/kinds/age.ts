import type { Facts } from '../../lifecycle/facts.ts';
import { addDuration } from '../../values/calendar.ts';
import { isCalendar } from '../../values/duration.ts';
import type { Instant } from '../../values/instant.ts';
import { own } from '../../values/json.ts';
import { checkReference } from '../check-reference.ts';
import type { AgeCondition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { ZONE_EVENTS } from '../condition-kind.ts';
import type { Moment } from '../moment.ts';
import { dependsOnReference, resolveInstant } from '../resolve.ts';
import { always, verdictBetween } from '../verdict.ts';

/**
 * The time since t, the latest of the events or the date referred to (from the start of its day).
 * `atLeast: P` holds from t + P on, `below: P` before it. Before t, and without one, `never` says.
 */
export const age: ConditionKind<AgeCondition> = {
  evaluate(condition, moment) {
    const t = startOf(condition, moment);
    const never = condition.never === 'holds';
    if (t === null) return always(never);
    const { test } = condition;
    const reached = addDuration(t, 'atLeast' in test ? test.atLeast : test.below, moment.zone);
    return verdictBetween([t, reached], moment.now, (instant) => {
      if (instant < t) return never;
      return 'atLeast' in test ? instant >= reached : instant < reached;
    });
  },
  watches: () => [],
  dependsOn({ of, test }) {
    const source = 'ref' in of ? dependsOnReference(of) : of.types;
    return 'ref' in of || isCalendar('atLeast' in test ? test.atLeast : test.below)
      ? [...source, ...ZONE_EVENTS]
      : source;
  },
  check: ({ of }, scope) => ('ref' in of ? checkReference(of, scope, ['of']) : []),
};

function startOf({ of }: AgeCondition, moment: Moment): Instant | null {
  return 'ref' in of ? resolveInstant(of, moment) : lastOf(of.types, moment.facts);
}

function lastOf(types: readonly string[], { occurrences }: Facts): Instant | null {
  let last: Instant | null = null;
  for (const type of types) {
    const lastAt = own(occurrences, type)?.lastAt;
    if (lastAt !== undefined && (last === null || lastAt > last)) last = lastAt;
  }
  return last;
}

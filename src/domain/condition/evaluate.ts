import type { Condition } from './condition.ts';
import type { Moment } from './moment.ts';
import { kindOf } from './registry.ts';
import type { Verdict } from './verdict.ts';
import type { Watch } from './watch.ts';

/**
 * Whether a condition holds at a moment, and the earliest instant at which time alone could change that.
 * Pure and total. With the facts unchanged, evaluating at any instant in `[now, until)` gives the same truth;
 * `until` lies after `now`. References that are empty make their condition false.
 */
export function evaluate(condition: Condition, moment: Moment): Verdict {
  return kindOf(condition).evaluate(condition, moment, (part) => evaluate(part, moment));
}

/** What facts must remember so that the condition can be evaluated from them. */
export function watchesOf(condition: Condition): readonly Watch[] {
  return kindOf(condition).watches(condition, watchesOf);
}

/**
 * Types of the events that may change the condition's truth, each once; `ANY_EVENT` where every one may.
 * An event of another type changes nothing, whatever its data.
 */
export function dependsOn(condition: Condition): readonly string[] {
  return [...new Set(kindOf(condition).dependsOn(condition, dependsOn))];
}

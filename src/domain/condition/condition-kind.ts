import type { Fault } from '../program/fault.ts';
import type { Condition } from './condition.ts';
import type { Moment } from './moment.ts';
import type { Scope } from './scope.ts';
import type { Verdict } from './verdict.ts';
import type { Watch } from './watch.ts';

/** What a kind of condition must answer. Conditions with parts ask for them through the last argument. */
export interface ConditionKind<C extends Condition> {
  /** Total: no facts and no data make it throw. `until` lies after `now`, and truth does not change before it by time. */
  evaluate(condition: C, moment: Moment, evaluatePart: (part: Condition) => Verdict): Verdict;
  /** What facts must remember for it. */
  watches(condition: C, watchesOfPart: (part: Condition) => readonly Watch[]): readonly Watch[];
  /** Types of the events that may change its truth; `ANY_EVENT` where every one may. */
  dependsOn(condition: C, dependsOnOfPart: (part: Condition) => readonly string[]): readonly string[];
  /** What it says that program and journey do not know, by the place below the kind's name. */
  check(condition: C, scope: Scope, checkPart: CheckPart): readonly Fault[];
}

/** The faults of a condition that stands at a place of another one. */
export type CheckPart = (part: Condition, ...place: Fault['path']) => readonly Fault[];

export const ANY_EVENT = '*';

/** The events that may move a member to another time zone, and with it every calendar computation. */
export const ZONE_EVENTS: readonly string[] = ['enrolled', 'profile_changed'];

import { dependsOn, evaluate } from '../condition/evaluate.ts';
import type { Moment } from '../condition/moment.ts';
import { matches } from '../condition/where.ts';
import type { Occasion } from '../lifecycle/step.ts';
import type { Instant } from '../values/instant.ts';
import type { Trigger } from './journey.ts';

/**
 * Whether a trigger of an exit or a wait acts now.
 * - `upon` is an occurrence: the event being looked at matches, and was folded after the first `after` events.
 * - `when` is a state: it acts as soon as it holds, also when it held already.
 */
export function acts(trigger: Trigger, after: number, occasion: Occasion, moment: Moment): boolean {
  if (trigger.kind === 'when') return evaluate(trigger.condition, moment).holds;
  if (occasion.kind !== 'event' || occasion.order <= after) return false;
  return occasion.event.type === trigger.type && matches(trigger.where, occasion.event.data);
}

/** When time alone may make the trigger act; null: never. */
export function actsAt(trigger: Trigger, moment: Moment): Instant | null {
  return trigger.kind === 'when' ? evaluate(trigger.condition, moment).until : null;
}

/** The types of event at which it is worth asking whether the trigger acts; `*`: any. */
export function heardBy(trigger: Trigger): readonly string[] {
  return trigger.kind === 'when' ? dependsOn(trigger.condition) : [trigger.type];
}

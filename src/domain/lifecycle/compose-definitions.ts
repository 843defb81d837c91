import type { Condition } from '../condition/condition.ts';
import { watchSet } from '../condition/watch-set.ts';
import type { Journey } from '../journey/journey.ts';
import { kindOf } from '../journey/nodes/registry.ts';
import type { Program } from '../program/program.ts';
import type { Definitions } from './definitions.ts';

/** The rules of one revision, with all that the facts of members must remember for them. */
export function composeDefinitions(parts: Omit<Definitions, 'watches' | 'watched'>): Definitions {
  const journeys = [...parts.journeys.map(({ journey }) => journey), ...parts.older];
  const conditions = [...conditionsOfProgram(parts.program), ...journeys.flatMap(conditionsOfJourney)];
  return { ...parts, ...watchSet(conditions) };
}

/** Every condition that decides something in the program's own rules. */
function conditionsOfProgram({ earn }: Program): readonly Condition[] {
  return earn.flatMap(({ who }) => (who === null ? [] : [who]));
}

/** Every condition that decides something in a journey: in its entry, exits and nodes. */
function conditionsOfJourney({ entry, exits, nodes }: Journey): readonly Condition[] {
  const triggers = [entry.by, ...exits.map(({ trigger }) => trigger)];
  return [
    ...(entry.who === null ? [] : [entry.who]),
    ...triggers.flatMap((trigger) => (trigger.kind === 'when' ? [trigger.condition] : [])),
    ...Object.values(nodes)
      .flatMap((node) => kindOf(node).conditions?.(node) ?? [])
      .map(({ value }) => value),
  ];
}

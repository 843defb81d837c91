import { checkCondition } from '../condition/check-condition.ts';
import type { Scope } from '../condition/scope.ts';
import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { Program } from '../program/program.ts';
import { isZero } from '../values/duration.ts';
import { checkNode } from './check-node.ts';
import { checkWays } from './check-ways.ts';
import type { Entry, Journey, Trigger } from './journey.ts';

/**
 * Everything that a journey says and that cannot be, in itself or for the program that it belongs to: ways that lead
 * nowhere, nodes that nobody reaches, circles in which a run would never stand, and words that the program lacks.
 * A journey without a fault can be interpreted.
 */
export function checkJourney(journey: Omit<Journey, 'version'>, program: Program): readonly Fault[] {
  const ids = Object.keys(journey.nodes);
  const messages = ids.filter((id) => journey.nodes[id]?.kind === 'message');
  const { entry, exits, topic, nodes } = journey;
  const inRun = { program, nodes: { all: ids, messages }, topic };
  const outside: Scope = { program, nodes: null };
  return [
    ...(entry.by.kind === 'when' ? checkCondition(entry.by.condition, outside, ['entry', 'when']) : []),
    ...(entry.who === null ? [] : checkCondition(entry.who, outside, ['entry', 'who'])),
    ...checkReentry(entry),
    ...exits.flatMap(({ trigger }, index) => checkTrigger(trigger, inRun, ['exit', index])),
    ...(topic === null ? [] : faultsOfWord(['sending', 'topic'], 'topic', topic, program.topics)),
    ...checkWays(journey),
    ...Object.entries(nodes).flatMap(([id, node]) => checkNode(node, inRun, ['nodes', id])),
  ];
}

/** The condition of a trigger; an occurrence may be of any type. */
function checkTrigger(trigger: Trigger, scope: Scope, path: Fault['path']): readonly Fault[] {
  return trigger.kind === 'when' ? checkCondition(trigger.condition, scope, [...path, 'when']) : [];
}

function checkReentry({ by, reentry }: Entry): readonly Fault[] {
  if (reentry.kind !== 'after') return [];
  const path = ['entry', 'reentry'];
  return [
    ...(isZero(reentry.after) ? [{ path: [...path, 'after'], reason: 'takes no time; write always' }] : []),
    ...(by.kind !== 'when' && reentry.if === 'still_true'
      ? [{ path: [...path, 'if'], reason: 'only an entry by a condition can still be true' }]
      : []),
  ];
}

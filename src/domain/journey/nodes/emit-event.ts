import { resolve } from '../../condition/resolve.ts';
import type { Moment } from '../../condition/moment.ts';
import type { JsonObject } from '../../values/json.ts';
import type { ValueSource } from '../../values/reference.ts';
import type { EmitEventNode } from '../journey.ts';
import { go, type NodeKind } from './node-kind.ts';

/** Puts an event into the member's log. Data whose reference is empty is left out. */
export const emitEvent: NodeKind<EmitEventNode> = {
  arrive: (node, { moment }) =>
    go('next', node.next, { happened: [{ type: node.type, data: resolveAll(node.data, moment) }] }),
  ways: (node) => [{ name: 'next', to: node.next }],
};

/** The values of the sources that have one, by name. */
export function resolveAll(sources: Readonly<Record<string, ValueSource>>, moment: Moment): JsonObject {
  const resolved = Object.entries(sources).flatMap(([name, source]) => {
    const value = resolve(source, moment);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(resolved);
}

import { isOwnType } from '../../event/event-type.ts';
import type { EmitEventNode } from '../journey.ts';
import { namedSources, resolveAll } from './named-sources.ts';
import { go, type NodeKind } from './node-kind.ts';

/** Puts an event into the member's log. Data whose reference is empty is left out. */
export const emitEvent: NodeKind<EmitEventNode> = {
  arrive: (node, { moment }) =>
    go('next', node.next, { happened: [{ type: node.type, data: resolveAll(node.data, moment) }] }),
  ways: (node) => [{ name: 'next', to: node.next }],
  sources: (node) => namedSources('data', node.data),
  check: ({ type }) =>
    isOwnType(type) ? [{ path: ['type'], reason: `"${type}" is reserved for the platform itself` }] : [],
};

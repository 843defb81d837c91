import type { JourneyNode } from '../journey.ts';
import { awardPoints } from './award-points.ts';
import { delay } from './delay.ts';
import { emitEvent } from './emit-event.ts';
import { exit } from './exit.ts';
import { message } from './message.ts';
import type { NodeKind } from './node-kind.ts';
import { setProfile } from './set-profile.ts';
import { split } from './split.ts';
import { waitUntil } from './wait-until.ts';

type Kind = JourneyNode['kind'];
type NodeOf<K extends Kind> = { [P in K]: Extract<JourneyNode, { readonly kind: P }> }[K];

/** Every kind of node, by the word after `do:`. */
const NODE_KINDS: { readonly [K in Kind]: NodeKind<NodeOf<K>> } = {
  message,
  delay,
  wait_until: waitUntil,
  split,
  award_points: awardPoints,
  set_profile: setProfile,
  emit_event: emitEvent,
  exit,
};

export function kindOf<K extends Kind>(node: NodeOf<K>): NodeKind<NodeOf<K>> {
  return NODE_KINDS[node.kind];
}

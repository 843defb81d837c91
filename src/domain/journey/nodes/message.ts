import type { PlannedMessage } from '../../lifecycle/advance-result.ts';
import { depthOn } from '../../lifecycle/step.ts';
import { faultsOfWord } from '../../program/fault.ts';
import type { MessageNode } from '../journey.ts';
import { messageIdOf } from '../run.ts';
import { namedSources } from './named-sources.ts';
import { go, stay, type Next, type NodeKind, type Scene } from './node-kind.ts';

/** By type of the event that tells a message's outcome: its state, and the way that the run takes. */
const OUTCOMES: ReadonlyMap<string, { readonly state: string; readonly way: 'next' | 'skipped' | 'failed' }> =
  new Map([
    ['message_sent', { state: 'sent', way: 'next' }],
    ['message_unknown', { state: 'unknown', way: 'next' }],
    ['message_skipped', { state: 'skipped', way: 'skipped' }],
    ['message_failed', { state: 'failed', way: 'failed' }],
  ]);

/**
 * Plans a message and stands until the log tells its outcome, however long it is deferred. An unknown outcome goes on by
 * `next`: the message may have been sent. The result is `{ messageId, state, reason? }`.
 */
export const message: NodeKind<MessageNode> = {
  arrive: (node, scene) => ({ kind: 'stay', dueAt: null, message: plan(node, scene) }),
  look: (node, scene) => outcome(node, scene) ?? stay(null),
  hears: () => [...OUTCOMES.keys()],
  ways: (node) => [
    { name: 'next', to: node.next },
    { name: 'skipped', to: node.skipped },
    { name: 'failed', to: node.failed },
  ],
  sources: (node) => namedSources('with', node.with),
  check(node, { program, topic }) {
    const lacksTopic = node.class === 'marketing' && node.topic === null && topic === null;
    const reason = 'a marketing message needs a topic: here, or for the whole journey in sending';
    return [
      ...(lacksTopic ? [{ path: [], reason }] : []),
      ...(node.topic === null ? [] : faultsOfWord(['topic'], 'topic', node.topic, program.topics)),
    ];
  },
};

function plan(node: MessageNode, { journey, run, moment, occasion }: Scene): PlannedMessage {
  return {
    id: messageIdOf(run),
    runId: run.id,
    journey: journey.id,
    node: run.standing.node,
    channel: node.channel,
    template: node.template,
    class: node.class,
    topic: node.topic ?? journey.topic,
    with: node.with,
    plannedAt: moment.now,
    depth: depthOn(occasion, run),
  };
}

function outcome(node: MessageNode, { run, occasion }: Scene): Next | null {
  if (occasion.kind !== 'event') return null;
  const { type, data } = occasion.event;
  const found = OUTCOMES.get(type);
  if (found === undefined || data['messageId'] !== messageIdOf(run)) return null;
  const reason = data['reason'] === undefined ? {} : { reason: data['reason'] };
  const result = { messageId: messageIdOf(run), state: found.state, ...reason };
  return go(found.way, node[found.way], { result, because: result });
}

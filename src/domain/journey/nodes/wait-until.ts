import { addDuration } from '../../values/calendar.ts';
import { isZero } from '../../values/duration.ts';
import { earliest } from '../../values/earliest.ts';
import type { WaitUntilNode } from '../journey.ts';
import { acts, actsAt, heardBy } from '../trigger.ts';
import { go, stay, type Next, type NodeKind, type Scene } from './node-kind.ts';

/**
 * Stands until a branch acts or `after` has passed. The first listed branch wins; `upon` listens from the arrival on,
 * `when` is asked on arrival too. At the instant of the timeout the timeout wins.
 */
export const waitUntil: NodeKind<WaitUntilNode> = {
  arrive: (node, scene) => {
    const { now, zone } = scene.moment;
    const timeoutAt = addDuration(now, node.after, zone);
    return branch(node, scene) ?? (timeoutAt > now ? stay(timeoutAt) : timeout(node));
  },
  look: (node, scene) => branch(node, scene) ?? stay(scene.run.standing.dueAt),
  due: timeout,
  until: (node, { moment }) => earliest(node.branches.map(({ trigger }) => actsAt(trigger, moment))),
  hears: (node) => node.branches.flatMap(({ trigger }) => heardBy(trigger)),
  ways: (node) => [
    ...node.branches.map(({ trigger, go: to }, index) => ({
      name: `branches.${index}`,
      to,
      takesTime: trigger.kind === 'upon',
    })),
    { name: 'timeout', to: node.timeout, takesTime: !isZero(node.after) },
  ],
  conditions: ({ branches }) =>
    branches.flatMap(({ trigger }, index) =>
      trigger.kind === 'when' ? [{ path: ['branches', index, 'when'], value: trigger.condition }] : [],
    ),
};

function branch(node: WaitUntilNode, { run, occasion, moment }: Scene): Next | null {
  const index = node.branches.findIndex(({ trigger }) => acts(trigger, run.standing.after, occasion, moment));
  const found = node.branches[index];
  return found === undefined ? null : go(`branches.${index}`, found.go);
}

function timeout(node: WaitUntilNode): Next {
  return go('timeout', node.timeout);
}

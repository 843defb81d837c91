import { evaluate } from '../../condition/evaluate.ts';
import type { SplitNode } from '../journey.ts';
import { go, type NodeKind } from './node-kind.ts';

/** Goes by the first branch whose condition holds, else by `else`. */
export const split: NodeKind<SplitNode> = {
  arrive: (node, { moment }) => {
    const index = node.branches.findIndex(({ when }) => evaluate(when, moment).holds);
    const branch = node.branches[index];
    return branch === undefined ? go('else', node.else) : go(`branches.${index}`, branch.go);
  },
  ways: (node) => [
    ...node.branches.map(({ go: to }, index) => ({ name: `branches.${index}`, to })),
    { name: 'else', to: node.else },
  ],
  conditions: ({ branches }) =>
    branches.map(({ when }, index) => ({ path: ['branches', index, 'when'], value: when })),
};

import type { ExitNode } from '../journey.ts';
import type { NodeKind } from './node-kind.ts';

/** Ends the run with the reason and outcome that the marketer wrote down. */
export const exit: NodeKind<ExitNode> = {
  arrive: ({ reason, outcome }) => ({ kind: 'end', reason, outcome }),
  ways: () => [],
};

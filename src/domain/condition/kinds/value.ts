import { compares } from '../../values/comparison.ts';
import { checkReference } from '../check-reference.ts';
import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { dependsOnReference, resolve } from '../resolve.ts';
import { always } from '../verdict.ts';

/** What the reference leads to compares; when it leads nowhere, only `exists: false` holds. */
export const value: ConditionKind<Extract<Condition, { kind: 'value' }>> = {
  evaluate: ({ ref, test }, moment) => always(compares(test, resolve({ ref }, moment))),
  watches: () => [],
  dependsOn: ({ ref }) => dependsOnReference({ ref }),
  check: ({ ref }, scope) => checkReference({ ref }, scope, []),
};

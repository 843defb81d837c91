import { cohortPercent } from '../../values/hash.ts';
import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { always } from '../verdict.ts';

/** The member is among the first `percent` of all, in an order made from the salt: a hash, never a random number. */
export const cohort: ConditionKind<Extract<Condition, { kind: 'cohort' }>> = {
  evaluate: ({ percent, salt }, { memberId }) => always(cohortPercent(salt, memberId) < percent),
  watches: () => [],
  dependsOn: () => [],
  check: () => [],
};

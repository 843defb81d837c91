import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { always } from '../verdict.ts';

/** The member has an address on the channel that is not suppressed. Says nothing of consent. */
export const reachable: ConditionKind<Extract<Condition, { kind: 'reachable' }>> = {
  evaluate: ({ channel }, { facts }) => always(facts.reachable.includes(channel)),
  watches: () => [],
  dependsOn: () => ['enrolled', 'profile_changed'],
  check: () => [],
};

import { faultsOfWord } from '../../program/fault.ts';
import { compares } from '../../values/comparison.ts';
import { own } from '../../values/json.ts';
import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { always } from '../verdict.ts';

/** A declared attribute of the member compares; the name `tags` is the list of their tags. */
export const attribute: ConditionKind<Extract<Condition, { kind: 'attribute' }>> = {
  evaluate: ({ name, test }, { facts }) =>
    always(compares(test, name === 'tags' ? facts.tags : own(facts.attributes, name))),
  watches: () => [],
  dependsOn: () => ['enrolled', 'profile_changed'],
  check: ({ name }, { program }) =>
    faultsOfWord(['name'], 'attribute', name, [...Object.keys(program.attributes), 'tags']),
};

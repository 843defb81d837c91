import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { allOf } from '../verdict.ts';

/** Every part holds; without parts it holds. */
export const all: ConditionKind<Extract<Condition, { kind: 'all' }>> = {
  evaluate: ({ of }, _moment, evaluatePart) => allOf(of.map(evaluatePart)),
  watches: ({ of }, watchesOfPart) => of.flatMap(watchesOfPart),
  dependsOn: ({ of }, dependsOnOfPart) => of.flatMap(dependsOnOfPart),
  check: ({ of }, _scope, checkPart) => of.flatMap((part, index) => checkPart(part, index)),
};

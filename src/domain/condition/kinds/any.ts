import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { anyOf } from '../verdict.ts';

/** At least one part holds; without parts it fails. */
export const any: ConditionKind<Extract<Condition, { kind: 'any' }>> = {
  evaluate: ({ of }, _moment, evaluatePart) => anyOf(of.map(evaluatePart)),
  watches: ({ of }, watchesOfPart) => of.flatMap(watchesOfPart),
  dependsOn: ({ of }, dependsOnOfPart) => of.flatMap(dependsOnOfPart),
  check: ({ of }, _scope, checkPart) => of.flatMap((part, index) => checkPart(part, index)),
};

import type { Condition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { negated } from '../verdict.ts';

/** The part fails. Also where the part fails for want of something: `not` of an empty reference holds. */
export const not: ConditionKind<Extract<Condition, { kind: 'not' }>> = {
  evaluate: ({ of }, _moment, evaluatePart) => negated(evaluatePart(of)),
  watches: ({ of }, watchesOfPart) => watchesOfPart(of),
  dependsOn: ({ of }, dependsOnOfPart) => dependsOnOfPart(of),
  check: ({ of }, _scope, checkPart) => checkPart(of),
};

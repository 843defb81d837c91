import { faultsBelow } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { Condition } from './condition.ts';
import { kindOf } from './registry.ts';
import type { Scope } from './scope.ts';

/** What a condition at that place says that program and journey do not know. */
export function checkCondition(condition: Condition, scope: Scope, path: Fault['path']): readonly Fault[] {
  const faults = kindOf(condition).check(condition, scope, (part, ...place) =>
    checkCondition(part, scope, place),
  );
  return faultsBelow([...path, condition.kind], faults);
}

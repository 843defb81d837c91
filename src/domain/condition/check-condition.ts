import { faultsBelow } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { Program } from '../program/program.ts';
import type { Condition } from './condition.ts';
import { kindOf } from './registry.ts';

/** What a condition may speak of. */
export interface Scope {
  readonly program: Program;
  /** The journey's nodes; null where no run asks: in entries and earn rules. */
  readonly nodes: { readonly all: readonly string[]; readonly messages: readonly string[] } | null;
}

/** What a condition at that place says that program and journey do not know. */
export function checkCondition(condition: Condition, scope: Scope, path: Fault['path']): readonly Fault[] {
  const faults = kindOf(condition).check(condition, scope, (part, ...place) =>
    checkCondition(part, scope, place),
  );
  return faultsBelow([...path, condition.kind], faults);
}

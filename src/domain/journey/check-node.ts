import { checkCondition } from '../condition/check-condition.ts';
import { checkReference } from '../condition/check-reference.ts';
import { faultsBelow } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { JourneyNode } from './journey.ts';
import type { JourneyScope } from './nodes/node-kind.ts';
import { kindOf } from './nodes/registry.ts';

/** What a node at that place says that program and journey do not know; where it leads is not looked at. */
export function checkNode(node: JourneyNode, scope: JourneyScope, path: Fault['path']): readonly Fault[] {
  const kind = kindOf(node);
  const conditions = kind.conditions?.(node) ?? [];
  const sources = kind.sources?.(node) ?? [];
  return faultsBelow(path, [
    ...conditions.flatMap((condition) => checkCondition(condition.value, scope, condition.path)),
    ...sources.flatMap((source) => checkReference(source.value, scope, source.path)),
    ...(kind.check?.(node, scope) ?? []),
  ]);
}

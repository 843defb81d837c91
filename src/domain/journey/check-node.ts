import { checkCondition } from '../condition/check-condition.ts';
import type { Scope } from '../condition/check-condition.ts';
import { checkReference } from '../condition/check-reference.ts';
import { isOwnType } from '../event/event-type.ts';
import { checkAttributes } from '../member/profile.ts';
import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import { assertNever } from '../values/assert-never.ts';
import type { ValueSource } from '../values/reference.ts';
import type { JourneyNode, MessageNode, SetProfileNode, Trigger } from './journey.ts';

type Path = Fault['path'];

/** Words of a node that program and journey do not know; where it leads is not looked at. */
export function checkNode(
  node: JourneyNode,
  scope: Scope,
  path: Path,
  journeyTopic: string | null,
): readonly Fault[] {
  switch (node.kind) {
    case 'message':
      return checkMessage(node, scope, path, journeyTopic);
    case 'delay':
      if (node.until.kind !== 'date') return [];
      return checkReference(node.until.date.ref, scope, [...path, 'until', 'date', 'ref']);
    case 'wait_until':
      return node.branches.flatMap(({ trigger }, index) =>
        checkTrigger(trigger, scope, [...path, 'branches', index]),
      );
    case 'split':
      return node.branches.flatMap(({ when }, index) =>
        checkCondition(when, scope, [...path, 'branches', index, 'when']),
      );
    case 'award_points':
      return [
        ...faultsOfWord([...path, 'wallet'], 'wallet', node.wallet, Object.keys(scope.program.wallets)),
        ...checkSource(node.points, scope, [...path, 'amount']),
      ];
    case 'set_profile':
      return checkProfile(node, scope, path);
    case 'emit_event':
      return [
        ...(isOwnType(node.type)
          ? [{ path: [...path, 'type'], reason: `"${node.type}" is reserved for the platform itself` }]
          : []),
        ...checkSources(node.data, scope, [...path, 'data']),
      ];
    case 'exit':
      return [];
    default:
      return assertNever(node);
  }
}

/** The condition of a trigger; an occurrence may be of any type. */
export function checkTrigger(trigger: Trigger, scope: Scope, path: Path): readonly Fault[] {
  return trigger.kind === 'when' ? checkCondition(trigger.condition, scope, [...path, 'when']) : [];
}

function checkMessage(
  node: MessageNode,
  scope: Scope,
  path: Path,
  journeyTopic: string | null,
): readonly Fault[] {
  const { topics } = scope.program;
  const lacksTopic = node.class === 'marketing' && node.topic === null && journeyTopic === null;
  const reason = 'a marketing message needs a topic: here, or for the whole journey in sending';
  return [
    ...(lacksTopic ? [{ path, reason }] : []),
    ...(node.topic === null ? [] : faultsOfWord([...path, 'topic'], 'topic', node.topic, topics)),
    ...checkSources(node.with, scope, [...path, 'with']),
  ];
}

function checkProfile({ set, increment }: SetProfileNode, scope: Scope, path: Path): readonly Fault[] {
  const { program } = scope;
  const names = Object.keys(program.attributes);
  return [
    ...Object.keys(set).flatMap((name) => faultsOfWord([...path, 'set', name], 'attribute', name, names)),
    ...Object.entries(set).flatMap(([name, source]) => {
      if (!names.includes(name) || !('literal' in source)) return [];
      const checked = checkAttributes(program, { [name]: source.literal });
      return checked.ok ? [] : [{ path: [...path, 'set', name], reason: checked.refusal.detail }];
    }),
    ...Object.keys(increment).flatMap((name) => {
      const place = [...path, 'increment', name];
      const type = program.attributes[name];
      if (type === undefined) return faultsOfWord(place, 'attribute', name, names);
      return type === 'number' ? [] : [{ path: place, reason: `${name} is of type ${type}, and no number` }];
    }),
    ...checkSources(set, scope, [...path, 'set']),
  ];
}

function checkSources(
  sources: Readonly<Record<string, ValueSource>>,
  scope: Scope,
  path: Path,
): readonly Fault[] {
  return Object.entries(sources).flatMap(([name, source]) => checkSource(source, scope, [...path, name]));
}

function checkSource(source: ValueSource, scope: Scope, path: Path): readonly Fault[] {
  return 'literal' in source ? [] : checkReference(source.ref, scope, [...path, 'ref']);
}

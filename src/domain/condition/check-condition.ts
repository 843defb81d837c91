import type { Program } from '../program/program.ts';
import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import { assertNever } from '../values/assert-never.ts';
import type { Condition, EventCondition } from './condition.ts';
import { checkReference } from './check-reference.ts';

/** What a condition may speak of. */
export interface Scope {
  readonly program: Program;
  /** The journey's nodes; null where no run asks: in entries and earn rules. */
  readonly nodes: { readonly all: readonly string[]; readonly messages: readonly string[] } | null;
}

type Path = Fault['path'];

/** Words of a condition that program and journey do not know, by their place in the file. */
export function checkCondition(condition: Condition, scope: Scope, path: Path): readonly Fault[] {
  const here = [...path, condition.kind];
  const { program } = scope;
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part, index) => checkCondition(part, scope, [...here, index]));
    case 'not':
      return checkCondition(condition.of, scope, here);
    case 'event':
      return checkWindow(condition, scope, here);
    case 'age':
      return 'types' in condition.of ? [] : checkReference(condition.of.ref, scope, [...here, 'of', 'ref']);
    case 'consent':
      return faultsOfWord([...here, 'topic'], 'topic', condition.topic, program.topics);
    case 'attribute':
      return faultsOfWord([...here, 'name'], 'attribute', condition.name, [
        ...Object.keys(program.attributes),
        'tags',
      ]);
    case 'balance':
      return faultsOfWord([...here, 'wallet'], 'wallet', condition.wallet, Object.keys(program.wallets));
    case 'message':
      return checkMessageNode(condition.of, scope, here);
    case 'value':
      return checkReference(condition.ref, scope, [...here, 'ref']);
    case 'date':
      return checkReference(condition.of.ref, scope, [...here, 'of', 'ref']);
    case 'cohort':
    case 'reachable':
      return [];
    default:
      return assertNever(condition);
  }
}

function checkWindow({ window }: EventCondition, { nodes }: Scope, path: Path): readonly Fault[] {
  if (nodes !== null || window.kind !== 'since' || typeof window.mark === 'number') return [];
  return [{ path: [...path, 'since'], reason: `${window.mark} is only known inside a run` }];
}

function checkMessageNode(
  of: { readonly node: string } | { readonly template: string },
  { nodes }: Scope,
  path: Path,
): readonly Fault[] {
  if (!('node' in of)) return [];
  const place = [...path, 'node'];
  if (nodes === null) return [{ path: place, reason: 'a node is only known inside a run; name a template' }];
  return faultsOfWord(place, 'message node', of.node, nodes.messages);
}

import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { ValueSource } from '../values/reference.ts';
import { NAMES_OF_EVERY_MEMBER } from './resolve.ts';
import type { Scope } from './scope.ts';

const OF_PURCHASES = ['last', 'count'];
const OF_A_RUN = ['key', 'data', 'item', 'startedAt'];

/**
 * Names in the reference of a source that program and journey do not know; a literal has none. What events and results
 * hold is known only when they come. `place` is where the source stands.
 */
export function checkReference(
  source: ValueSource,
  { program, nodes }: Scope,
  place: Fault['path'],
): readonly Fault[] {
  if ('literal' in source) return [];
  const path = [...place, 'ref'];
  const [root, name = '', inner = ''] = source.ref.split('.');
  if ((root === 'run' || root === 'nodes') && nodes === null) {
    return [{ path, reason: `${root} is only known inside a run` }];
  }
  if (root === 'run') return faultsOfWord(path, 'value of a run', name, OF_A_RUN);
  if (root === 'nodes') return faultsOfWord(path, 'node', name, nodes?.all ?? []);
  if (root !== 'member') return [];
  const attributes = Object.keys(program.attributes);
  switch (name) {
    case 'balance':
      return faultsOfWord(path, 'wallet', inner, Object.keys(program.wallets));
    case 'purchase':
      return faultsOfWord(path, 'value of purchases', inner, OF_PURCHASES);
    case 'attributes':
      return faultsOfWord(path, 'attribute', inner, attributes);
    default:
      return faultsOfWord(path, 'attribute', name, [...attributes, ...NAMES_OF_EVERY_MEMBER]);
  }
}

import { faultsOfWord } from '../program/fault.ts';
import type { Fault } from '../program/fault.ts';
import type { Scope } from './check-condition.ts';

/** What `member.` leads to besides the program's attributes. */
const OF_EVERY_MEMBER = ['enrolledAt', 'locale', 'timezone', 'tags', 'purchase', 'balance', 'attributes'];
const OF_PURCHASES = ['last', 'count'];
const OF_A_RUN = ['key', 'data', 'item', 'startedAt'];

/** Names in a reference that program and journey do not know. What events and results hold is known only when they come. */
export function checkReference(
  ref: string,
  { program, nodes }: Scope,
  path: Fault['path'],
): readonly Fault[] {
  const [root, name = '', inner = ''] = ref.split('.');
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
      return faultsOfWord(path, 'attribute', name, [...attributes, ...OF_EVERY_MEMBER]);
  }
}

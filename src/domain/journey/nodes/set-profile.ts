import type { Facts } from '../../lifecycle/facts.ts';
import { checkAttributes } from '../../member/profile.ts';
import { faultsOfWord } from '../../program/fault.ts';
import type { Fault } from '../../program/fault.ts';
import type { Program } from '../../program/program.ts';
import { own } from '../../values/json.ts';
import type { JsonValue } from '../../values/json.ts';
import type { ValueSource } from '../../values/reference.ts';
import type { SetProfileNode } from '../journey.ts';
import { namedSources, resolveAll } from './named-sources.ts';
import { go, type NodeKind } from './node-kind.ts';

/**
 * Sets attributes, adds to those that are numbers (one that is missing or no number counts as 0), and adds and removes
 * tags. Set comes before increment; a reference that is empty sets nothing.
 */
export const setProfile: NodeKind<SetProfileNode> = {
  arrive: (node, { moment }) => {
    const set = resolveAll(node.set, moment);
    const attributes = { ...set, ...increments(node, { ...moment.facts.attributes, ...set }) };
    const changed = {
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(hasTags(node) && { tags: tagsAfter(node, moment.facts) }),
    };
    return go('next', node.next, { happened: [{ type: 'profile_changed', data: { changed } }] });
  },
  ways: (node) => [{ name: 'next', to: node.next }],
  sources: (node) => namedSources('set', node.set),
  check: ({ set, increment }, { program }) => [
    ...Object.entries(set).flatMap(([name, source]) => checkSet(name, source, program)),
    ...Object.keys(increment).flatMap((name) => checkIncrement(name, program)),
  ],
};

function checkSet(name: string, source: ValueSource, program: Program): readonly Fault[] {
  const path = ['set', name];
  const names = Object.keys(program.attributes);
  if (!names.includes(name)) return faultsOfWord(path, 'attribute', name, names);
  if (!('literal' in source)) return [];
  const checked = checkAttributes(program, { [name]: source.literal });
  return checked.ok ? [] : [{ path, reason: checked.refusal.detail }];
}

function checkIncrement(name: string, { attributes }: Program): readonly Fault[] {
  const path = ['increment', name];
  const type = own(attributes, name);
  if (type === undefined) return faultsOfWord(path, 'attribute', name, Object.keys(attributes));
  return type === 'number' ? [] : [{ path, reason: `${name} is of type ${type}, and no number` }];
}

function increments(node: SetProfileNode, before: Readonly<Record<string, JsonValue>>) {
  const sums = Object.entries(node.increment).map(([name, by]) => {
    const value = before[name];
    return [name, (typeof value === 'number' ? value : 0) + by] as const;
  });
  return Object.fromEntries(sums);
}

function hasTags({ tags }: SetProfileNode): boolean {
  return tags.add.length > 0 || tags.remove.length > 0;
}

function tagsAfter({ tags }: SetProfileNode, facts: Facts): readonly string[] {
  const kept = facts.tags.filter((tag) => !tags.remove.includes(tag));
  return [...new Set([...kept, ...tags.add])];
}

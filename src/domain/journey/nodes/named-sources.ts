import { resolve } from '../../condition/resolve.ts';
import type { Moment } from '../../condition/moment.ts';
import type { JsonObject } from '../../values/json.ts';
import type { ValueSource } from '../../values/reference.ts';
import type { Placed } from './node-kind.ts';

/** What a node hands on or writes down, by name. */
export type NamedSources = Readonly<Record<string, ValueSource>>;

/** The sources that stand in a node under that word. */
export function namedSources(word: string, sources: NamedSources): readonly Placed<ValueSource>[] {
  return Object.entries(sources).map(([name, value]) => ({ path: [word, name], value }));
}

/** The values of the sources that have one, by name. */
export function resolveAll(sources: NamedSources, moment: Moment): JsonObject {
  const resolved = Object.entries(sources).flatMap(([name, source]) => {
    const value = resolve(source, moment);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(resolved);
}

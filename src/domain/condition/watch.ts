import type { Duration } from '../values/duration.ts';
import { fingerprint } from '../values/hash.ts';
import type { Where } from './where.ts';

/**
 * What facts must remember for a condition that counts, sums or looks for events: those of a type that pass a filter,
 * with the values at some paths of their data. Two things bound the memory: entries older than `keep` are let go, and of
 * entries that arrived earlier than the `latest` so many; null does not bound.
 */
export interface Watch {
  /** A fingerprint of type, filter and paths: equal watches of different conditions share one trail. */
  readonly key: string;
  readonly type: string;
  readonly where: Where;
  readonly paths: readonly string[];
  readonly keep: Duration | null;
  readonly latest: number | null;
}

export type Memory = Pick<Watch, 'keep' | 'latest'>;

/** 64 bits: the watches of one program are some hundreds at most. */
const KEY_DIGITS = 16;

/** A watch with its key. */
export function watch(type: string, where: Where, paths: readonly string[], memory: Memory): Watch {
  return { key: fingerprint({ type, where, paths }).slice(0, KEY_DIGITS), type, where, paths, ...memory };
}

import type { Duration } from '../values/duration.ts';
import type { Where } from './where.ts';

/**
 * What facts must remember for a condition that counts, sums or looks for events: those of a type that pass a filter,
 * with the values at some paths of their data. `keep` bounds the memory: entries older than it are let go; null keeps all.
 */
export interface Watch {
  /** A fingerprint of the other fields: equal watches of different conditions share one trail. */
  readonly key: string;
  readonly type: string;
  readonly where: Where;
  readonly paths: readonly string[];
  readonly keep: Duration | null;
}

import type { Condition } from '../condition/condition.ts';
import type { Where } from '../condition/where.ts';

/** When this happens, award that. */
export interface EarnRule {
  readonly id: string;
  readonly upon: { readonly type: string; readonly where: Where };
  /** Read with the facts before the event; null: everyone. */
  readonly who: Condition | null;
  readonly award: readonly Award[];
  /** What becomes of the points when the goods come back; left out: they are taken back in proportion. */
  readonly onReturn?: 'pro_rata' | 'keep';
}

/**
 * What a rule awards to one wallet.
 * - `fixed`: an amount of points, above zero.
 * - `perAmount`: `points` for each `minor` minor units of the basis; rounded once. `net` is total − tax − shipping.
 */
export type Award =
  | { readonly kind: 'fixed'; readonly wallet: string; readonly points: number }
  | {
      readonly kind: 'perAmount';
      readonly wallet: string;
      readonly points: number;
      readonly minor: number;
      readonly basis: 'net' | 'gross';
      readonly rounding: 'down' | 'half_up' | 'up';
    };

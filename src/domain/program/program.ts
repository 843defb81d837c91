import type { EarnRule } from '../earning/earn-rule.ts';
import type { Revival } from '../ledger/give-back.ts';
import type { SpentPolicy } from '../ledger/reverse.ts';
import type { Zone } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';

/** The rules of one loyalty scheme, as published: one immutable version of the program file. */
export interface Program {
  readonly id: string;
  readonly currency: string;
  readonly zone: Zone;
  readonly wallets: Readonly<Record<string, Wallet>>;
  readonly attributes: Readonly<Record<string, AttributeType>>;
  readonly topics: readonly string[];
  readonly earn: readonly EarnRule[];
  /** What may be adjusted by hand; left out: `ADJUSTMENTS_DEFAULT`. */
  readonly adjustments?: Adjustments;
}

export interface Adjustments {
  /** Points that one person may add or take in one day and wallet without anybody else's approval. */
  readonly limit: number;
}

export const ADJUSTMENTS_DEFAULT: Adjustments = { limit: 500 };

export type AttributeType = 'text' | 'number' | 'flag' | 'date' | 'list';

export interface Wallet {
  readonly kind: 'redeemable' | 'qualifying' | 'cash';
  /** Points become active this long after the event; null: at once. */
  readonly pendingFor: Duration | null;
  readonly expiry: Expiry;
  /** What becomes of points when goods come back or a redemption is undone; left out: `RETURNS_DEFAULT`. */
  readonly returns?: Returns;
}

export interface Returns {
  /** Awarded points that are taken back and have been spent. */
  readonly earned: SpentPolicy;
  /** Points that were spent on what comes back. */
  readonly spent: 'give_back' | 'keep';
  /** So long do points live that are given back after they have expired; null: not at all. */
  readonly expiredLiveFor: Duration | null;
}

const GRACE: Duration = { months: 0, days: 30, milliseconds: 0 };

/** What a wallet does that does not say it. */
export const RETURNS_DEFAULT: Returns = { earned: 'debt', spent: 'give_back', expiredLiveFor: GRACE };

/** What becomes of points that are given back after their lot has expired. */
export function revivalOf({ wallets, zone }: Program, wallet: string): Revival {
  const { expiredLiveFor } = wallets[wallet]?.returns ?? RETURNS_DEFAULT;
  return { graceFor: expiredLiveFor, zone };
}

/**
 * When the points of a lot expire.
 * - `rolling`: a duration after the event, then to the end of that calendar unit when rounded.
 * - `everyYear`: at the end of the next such day (`MM-DD`) after the event. All in the program's zone.
 */
export type Expiry =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'rolling';
      readonly duration: Duration;
      readonly roundedTo: 'month' | 'quarter' | 'year' | null;
    }
  | { readonly kind: 'everyYear'; readonly monthDay: string };

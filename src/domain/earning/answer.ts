import type { Balance } from '../ledger/balance.ts';
import type { Uuid } from '../values/identity.ts';

/** The answer to a recorded event; stored, so that sending the event again gives the same one. */
export interface Answer {
  readonly eventId: Uuid;
  /** Points awarded by this event, by wallet; pending ones included. */
  readonly points: Readonly<Record<string, number>>;
  /** Balances after it, by wallet. */
  readonly balances: Readonly<Record<string, Balance>>;
  /** Null in a program without tiers. */
  readonly tier: string | null;
  readonly reasons: readonly Reason[];
}

/** Why a rule awarded points, or did not. */
export interface Reason {
  readonly rule: string;
  readonly wallet: string | null;
  readonly points: number;
  readonly because: 'awarded' | 'not_matching' | 'not_eligible' | 'rounded_to_zero';
}

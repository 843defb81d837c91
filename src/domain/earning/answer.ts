import type { Balance } from '../ledger/balance.ts';
import type { SettledStatus } from '../return/goods-return.ts';
import type { Uuid } from '../values/identity.ts';

/** The answer to a recorded event; stored, so that sending the event again gives the same one. */
export interface Answer {
  readonly eventId: Uuid;
  /** Points that this event moved, by wallet, pending ones included; below zero: a return took more than was earned. */
  readonly points: Readonly<Record<string, number>>;
  /** Balances after it, by wallet. */
  readonly balances: Readonly<Record<string, Balance>>;
  /** Null in a program without tiers. */
  readonly tier: string | null;
  readonly reasons: readonly Reason[];
  /** Of a return: whether purchases explain it, and its points were moved. Left out for other events. */
  readonly returned?: SettledStatus;
}

/** Why a rule awarded points, or did not; why a return moved them, or did not. */
export interface Reason {
  /** The earn rule; of points that were spent on an order that came back, what they were spent for. */
  readonly rule: string;
  readonly wallet: string | null;
  readonly points: number;
  readonly because:
    | 'awarded'
    | 'not_matching'
    | 'not_eligible'
    | 'rounded_to_zero'
    | 'taken_back'
    | 'given_back'
    | 'forgiven'
    | 'kept'
    | 'refused';
}

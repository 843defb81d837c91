import { own } from '../values/json.ts';

/**
 * The balance of one wallet, in its smallest unit; safe integers, none below zero.
 * `lifetime` is all that was ever earned or brought along, less what returns took back.
 */
export interface Balance {
  readonly active: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetime: number;
}

/** By wallet; one that is absent never moved. */
export type Balances = Readonly<Record<string, Balance>>;

export const NO_POINTS: Balance = { active: 0, pending: 0, held: 0, debt: 0, lifetime: 0 };

export function balanceOf(balances: Balances, wallet: string): Balance {
  return own(balances, wallet) ?? NO_POINTS;
}

/** The balance after a change; what the change takes away is below zero in it. */
export function changed(balance: Balance, change: Partial<Balance>): Balance {
  return {
    active: balance.active + (change.active ?? 0),
    pending: balance.pending + (change.pending ?? 0),
    held: balance.held + (change.held ?? 0),
    debt: balance.debt + (change.debt ?? 0),
    lifetime: balance.lifetime + (change.lifetime ?? 0),
  };
}

/**
 * The balance of one wallet, in its smallest unit; safe integers, none below zero.
 * `lifetime` is all that was ever earned.
 */
export interface Balance {
  readonly active: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetime: number;
}

import type { EarnRule } from '../earning/earn-rule.ts';
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
}

export type AttributeType = 'text' | 'number' | 'flag' | 'date' | 'list';

export interface Wallet {
  readonly kind: 'redeemable' | 'qualifying' | 'cash';
  /** Points become active this long after the event; null: at once. */
  readonly pendingFor: Duration | null;
  readonly expiry: Expiry;
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

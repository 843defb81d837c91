import type { Instant } from '../values/instant.ts';
import type { Uuid } from '../values/identity.ts';

export type TransactionKind = 'award' | 'vest' | 'expire';

/**
 * Where points are kept. The `member_*` accounts belong to one member and are owed to them (positive);
 * the others belong to the program and only ever get postings.
 */
export type Account =
  'member_active' | 'member_pending' | 'member_held' | 'member_debt' | 'issued' | 'redeemed' | 'expired';

/** One line: `amount` in the wallet's smallest unit, never zero. The lines of a transaction sum to zero per wallet. */
export interface Posting {
  readonly wallet: string;
  readonly account: Account;
  readonly amount: number;
  /** The lot that the points of a member's account belong to. */
  readonly lotId: Uuid | null;
  /** The earn rule or journey node that is the reason. */
  readonly rule: string | null;
}

/** Points of one award with their own vesting and expiry; usable in `[vestsAt, expiresAt)`. */
export interface NewLot {
  readonly id: Uuid;
  readonly wallet: string;
  readonly earned: number;
  /** Null: active at once. */
  readonly vestsAt: Instant | null;
  /** Whether the points are active already: at once, or because `vestsAt` had passed when they were recorded. */
  readonly vested: boolean;
  readonly expiresAt: Instant | null;
}

/** Points leaving a lot (below zero) or returning to it. */
export interface LotMovement {
  readonly lotId: Uuid;
  readonly delta: number;
}

export interface LedgerTransaction {
  readonly id: Uuid;
  /** Permanent; a second transaction with the same key is never written. */
  readonly businessKey: string;
  readonly kind: TransactionKind;
  readonly memberId: Uuid;
  /** The business instant: when what caused it happened. */
  readonly effectiveAt: Instant;
  readonly causeEventId: Uuid | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly postings: readonly Posting[];
  readonly lots: readonly NewLot[];
  readonly movements: readonly LotMovement[];
  /** Lots that became active. */
  readonly vestedLots: readonly Uuid[];
}

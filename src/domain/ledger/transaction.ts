import type { Instant } from '../values/instant.ts';
import type { Uuid } from '../values/identity.ts';

export type TransactionKind =
  | 'opening'
  | 'award'
  | 'vest'
  | 'hold'
  | 'capture'
  | 'release'
  | 'redeem'
  | 'expire'
  | 'reverse'
  | 'repay'
  | 'transfer'
  | 'adjust'
  | 'merge';

/** What one member is owed; `member_debt` is below zero where the member owes. */
export type MemberAccount = 'member_active' | 'member_pending' | 'member_held' | 'member_debt';

/** They belong to the program and only ever get postings. All that is `transferred` sums to zero. */
export type ProgramAccount =
  'issued' | 'opened' | 'redeemed' | 'expired' | 'reversed' | 'adjusted' | 'transferred';

/** Where points are kept. */
export type Account = MemberAccount | ProgramAccount;

/** One line: `amount` in the wallet's smallest unit, never zero. The lines of a transaction sum to zero per wallet. */
export interface Posting {
  readonly wallet: string;
  readonly account: Account;
  readonly amount: number;
  /**
   * The lot that the points of a member's account belong to; of a debt, the lot that repaid it; of what expires when it
   * is given back, or is taken back after it has expired, the lot that it expires from.
   */
  readonly lotId: Uuid | null;
  /** The earn rule or journey node that is the reason. */
  readonly rule: string | null;
}

/** Points with their own vesting and expiry; usable in `[vestsAt, expiresAt)`. */
export interface NewLot {
  readonly id: Uuid;
  readonly wallet: string;
  /** What the lot begins with. */
  readonly earned: number;
  /** Null: active at once. */
  readonly vestsAt: Instant | null;
  /** Whether the points are active already: at once, or because `vestsAt` had passed when they were recorded. */
  readonly vested: boolean;
  readonly expiresAt: Instant | null;
  /** The lot whose points these were: before a transfer or a merge, or before it expired and they were revived. */
  readonly origin?: Uuid;
}

/** Points leaving a lot (below zero) or returning to it: those that can be spent, and those that are held. */
export interface LotMovement {
  readonly lotId: Uuid;
  readonly remaining: number;
  readonly held: number;
}

/** What every transaction says about itself. */
export interface TransactionHead {
  /** Permanent; a second transaction with the same key is never written. Ids follow from it. */
  readonly businessKey: string;
  /** The business instant: when what caused it happened. */
  readonly effectiveAt: Instant;
  readonly causeEventId: Uuid | null;
  readonly actor: string;
  readonly reason: string | null;
}

export interface LedgerTransaction extends TransactionHead {
  readonly id: Uuid;
  readonly kind: TransactionKind;
  readonly memberId: Uuid;
  readonly postings: readonly Posting[];
  readonly lots: readonly NewLot[];
  readonly movements: readonly LotMovement[];
  /** Lots that became active. */
  readonly vestedLots: readonly Uuid[];
  /** The transaction that this one takes back. */
  readonly reverses?: Uuid;
  /** The other member of a transfer or a merge. */
  readonly counterpart?: Uuid;
}

import type { GeneratedAlways } from 'kysely';
import type { Account, TransactionKind } from '../../domain/ledger/transaction.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { BigInteger, Json, NullableTimestamp, Timestamp, ViewOf } from './column.ts';

export interface LedgerTables {
  ledger_transaction: {
    id: Uuid;
    recorded_at: Timestamp;
    program_id: string;
    kind: TransactionKind;
    member_id: Uuid;
    business_key: string;
    effective_at: Timestamp;
    cause_event_id: Uuid | null;
    actor: string;
    reason: string | null;
    /** The lines, in order. */
    postings: Json;
    /** The transaction that this one takes back. */
    reverses: Uuid | null;
    /** The other member of a transfer or a merge. */
    counterpart_id: Uuid | null;
  };
  /** The lines of all transactions, as rows. */
  posting: ViewOf<{
    transaction_id: Uuid;
    recorded_at: Timestamp;
    line: number;
    program_id: string;
    member_id: Uuid | null;
    wallet: string;
    account: Account;
    amount: BigInteger;
    lot_id: Uuid | null;
    rule: string | null;
  }>;
  lot: {
    id: Uuid;
    program_id: string;
    member_id: Uuid;
    wallet: string;
    transaction_id: Uuid;
    earned: BigInteger;
    remaining: BigInteger;
    held: BigInteger;
    earned_at: Timestamp;
    vests_at: NullableTimestamp;
    vested: boolean;
    expires_at: NullableTimestamp;
    /** The lot whose points these were before a transfer, a merge, or a revival. */
    origin_lot_id: Uuid | null;
    /** When the lot vests or expires next; null: never, or nothing remains. */
    due_at: GeneratedAlways<Instant | null>;
  };
  lot_movement: {
    transaction_id: Uuid;
    lot_id: Uuid;
    /** Of what can be spent. */
    delta: BigInteger;
    /** Of what is held. */
    held: BigInteger;
    recorded_at: Timestamp;
  };
  /** The balances in the facts at the ends of the logs, as rows; a wallet that never moved has none. */
  balance: ViewOf<{
    member_id: Uuid;
    wallet: string;
    program_id: string;
    active: BigInteger;
    pending: BigInteger;
    held: BigInteger;
    debt: BigInteger;
    lifetime: BigInteger;
  }>;
}

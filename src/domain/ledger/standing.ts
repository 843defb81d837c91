import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import type { Balances } from './balance.ts';
import type { Lot } from './lot.ts';
import type { LedgerTransaction, TransactionHead, TransactionKind } from './transaction.ts';

/** Whose ledger it is. */
export interface Owner {
  readonly programId: string;
  readonly memberId: Uuid;
}

/**
 * What a member has, settled up to the instant of the transaction that is to come: nothing is due to vest or expire.
 * Lots from which all has gone may be missing, except those that a transaction gives points back to.
 */
export interface Standing extends Owner {
  readonly balances: Balances;
  readonly lots: readonly Lot[];
}

type Contents = Pick<LedgerTransaction, 'postings'> &
  Partial<Pick<LedgerTransaction, 'lots' | 'movements' | 'vestedLots' | 'reverses' | 'counterpart'>>;

/** The id of a transaction: it follows from program, member and permanent key. */
export function transactionIdOf({ programId, memberId }: Owner, businessKey: string): Uuid {
  return deriveUuid('transaction', programId, memberId, businessKey);
}

/** A transaction of one member; what the contents lack, it does not touch. */
export function transactionOf(
  owner: Owner,
  kind: TransactionKind,
  { businessKey, effectiveAt, causeEventId, actor, reason }: TransactionHead,
  contents: Contents,
): LedgerTransaction {
  return {
    id: transactionIdOf(owner, businessKey),
    kind,
    memberId: owner.memberId,
    businessKey,
    effectiveAt,
    causeEventId,
    actor,
    reason,
    lots: [],
    movements: [],
    vestedLots: [],
    ...contents,
  };
}

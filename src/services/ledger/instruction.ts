import type { Tx } from '../../db/database.ts';
import { selectKeys } from '../../db/queries/business-keys.ts';
import { isTaken } from '../../db/sql-state.ts';
import { transactionIdOf } from '../../domain/ledger/standing.ts';
import type { TransactionHead } from '../../domain/ledger/transaction.ts';
import { deriveUuid, type Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { actorName } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { findEntry, type JournalEntry } from './list-ledger.ts';

/** What somebody asks the ledger to do, under an id of their own: with program and source its permanent key. */
export interface Instruction {
  readonly programId: string;
  readonly source: string;
  readonly requestId: string;
  readonly reason: string;
}

/** `duplicate`: it was done before, and nothing has been changed now. */
export interface Instructed {
  readonly status: 'done' | 'duplicate';
  /** The transaction of the member who was named first. */
  readonly entry: JournalEntry;
}

/** The id of what is asked for: the same whenever it is asked for. */
export function instructionId(
  kind: 'transfer' | 'adjust' | 'opening',
  { programId, source, requestId }: Instruction,
): Uuid {
  return deriveUuid(kind, programId, source, requestId);
}

/** The head of its transaction. */
export function headOf({ now, actor }: Context, businessKey: string, reason: string): TransactionHead {
  return { businessKey, effectiveAt: now, causeEventId: null, actor: actorName(actor), reason };
}

/** What was done under a key, and by whom it was asked. */
export interface Asked {
  readonly programId: string;
  readonly memberId: Uuid;
  readonly businessKey: string;
  readonly contentHash: string;
}

/** What was done when the same was asked for before; null: it is new. Refuses `key_conflict`. */
export async function doneBefore(
  tx: Tx,
  { programId, memberId, businessKey, contentHash }: Asked,
): Promise<Result<JournalEntry | null>> {
  const [known] = await selectKeys(tx, programId, [businessKey]);
  if (known === undefined) return ok(null);
  if (known.content_hash !== contentHash) return usedOtherwise();
  return ok(await entryUnder(tx, { programId, memberId, businessKey }));
}

/** The entry that a key was taken by. */
export async function entryUnder(
  tx: Tx,
  { programId, memberId, businessKey }: Omit<Asked, 'contentHash'>,
): Promise<JournalEntry> {
  const id = transactionIdOf({ programId, memberId }, businessKey);
  const entry = await findEntry(tx, { programId, memberId, id });
  if (entry === null) throw new Error(`the journal lacks transaction ${id}`);
  return entry;
}

/**
 * Does what was asked for, and refuses `key_conflict` where somebody took the id meanwhile for another member, for whom
 * nobody here waits.
 */
export async function onceByKey<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (isTaken(error, 'business_key')) return usedOtherwise();
    throw error;
  }
}

function usedOtherwise(): Result<never> {
  return refuse('key_conflict', 'the id was used for something else', '/id');
}

import type { Tx } from '../../db/database.ts';
import { insertKeys } from '../../db/queries/business-keys.ts';
import { postTransactions, type Posted } from '../../db/queries/post-transactions.ts';

/**
 * Posts transactions of locked members that no event from outside stands for, each under its own permanent key.
 * A key that is taken fails with SQLSTATE 23505, and all of the database transaction with it.
 */
export async function postWithKeys(tx: Tx, programId: string, posted: readonly Posted[]): Promise<void> {
  await insertKeys(
    tx,
    programId,
    posted.map(({ transaction, recordedAt }) => ({
      key: transaction.businessKey,
      // Nobody sends a decision again, so its content is never compared; its id follows from its key.
      contentHash: transaction.id,
      memberId: transaction.memberId,
      eventId: transaction.causeEventId,
      transactionId: transaction.id,
      answer: null,
      recordedAt,
    })),
  );
  await postTransactions(tx, programId, posted);
}

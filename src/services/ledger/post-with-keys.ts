import type { Tx } from '../../db/database.ts';
import { keyWrites } from '../../db/queries/business-keys.ts';
import { postTransactions, type Posted } from '../../db/queries/post-transactions.ts';
import type { Write } from '../../db/write-together.ts';

/**
 * Posts transactions of locked members that no event from outside stands for, each under its own permanent key.
 * A key that is taken fails with SQLSTATE 23505, and all of the database transaction with it.
 * What is given as `alongside` is written in the same statement as the journal.
 */
export async function postWithKeys(
  tx: Tx,
  programId: string,
  posted: readonly Posted[],
  alongside: readonly Write[] = [],
): Promise<void> {
  const keys = keyWrites(
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
  await postTransactions(tx, programId, posted, [...alongside, ...keys]);
}

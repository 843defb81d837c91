import type { Tx } from '../../db/database.ts';
import { keyWrites, type NewKey } from '../../db/queries/business-keys.ts';
import { postTransactions, type Posted } from '../../db/queries/post-transactions.ts';
import type { Write } from '../../db/write-together.ts';

/**
 * Posts transactions of locked members that no event from outside stands for, each under its own permanent key.
 * A key that is taken fails with SQLSTATE 23505, and all of the database transaction with it.
 * What is given as `alongside` is written in the same statement as the journal; `asked` are the hashes of what was
 * asked for, by the keys of the transactions that somebody may ask for again.
 */
export async function postWithKeys(
  tx: Tx,
  programId: string,
  posted: readonly Posted[],
  alongside: readonly Write[] = [],
  asked: ReadonlyMap<string, string> = NOT_ASKED,
): Promise<void> {
  const keys = keyWrites(
    programId,
    posted.map((one) => {
      const key = keyOf(one);
      return { ...key, contentHash: asked.get(key.key) ?? key.contentHash };
    }),
  );
  await postTransactions(tx, programId, posted, [...alongside, ...keys]);
}

const NOT_ASKED: ReadonlyMap<string, string> = new Map();

/** The key of a transaction that nobody sends again: its content is never compared, and its id follows from its key. */
export function keyOf({ transaction, recordedAt }: Posted): NewKey {
  return {
    key: transaction.businessKey,
    contentHash: transaction.id,
    memberId: transaction.memberId,
    eventId: transaction.causeEventId,
    transactionId: transaction.id,
    answer: null,
    recordedAt,
  };
}

import { sql } from 'kysely';
import type { Queryable, Tx } from './database.ts';

/**
 * Runs `work` in one READ COMMITTED transaction. Inside another transaction it is a part of that one, which is undone
 * by itself when `work` throws, and committed with the rest.
 */
export async function transact<T>(db: Queryable, work: (tx: Tx) => Promise<T>): Promise<T> {
  return isInside(db) ? asPart(db, work) : db.transaction().execute(work);
}

function isInside(db: Queryable): db is Tx {
  return db.isTransaction;
}

async function asPart<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await sql`savepoint part`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint part`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint part`.execute(tx);
    throw error;
  }
}

import type { Compilable } from 'kysely';
import type { Tx } from './database.ts';

/**
 * Runs three queries one after another, but sends them in one go: each waits for what the one before it locks and sees
 * what was committed until then, and none costs a trip to the server of its own. The first that fails fails all.
 */
export async function readTogether<A, B, C>(
  tx: Tx,
  ...[first, second, third]: readonly [Compilable<A>, Compilable<B>, Compilable<C>]
): Promise<readonly [readonly A[], readonly B[], readonly C[]]> {
  return tx.getExecutor().provideConnection(async (connection) => {
    const rowsOf = async <Row>(query: Compilable<Row>) =>
      (await connection.executeQuery<Row>(query.compile())).rows;
    return Promise.all([rowsOf(first), rowsOf(second), rowsOf(third)]);
  });
}

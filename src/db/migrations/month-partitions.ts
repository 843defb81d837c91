import { sql, type Kysely } from 'kysely';

const PARTITIONED = ['ledger_transaction', 'posting'];
const MONTHS_AHEAD = 18;

/**
 * Makes sure that the month of `now` and the months ahead of it have partitions of their own. Needs the owner's role.
 * A month that has none is kept in the default partition, so nothing is ever refused for want of one.
 */
export async function ensureMonthPartitions(db: Kysely<never>, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1));
    const month = from.toISOString().slice(0, 7).replace('-', '_');
    for (const table of PARTITIONED) {
      await sql`
        create table if not exists ${sql.table(`${table}_${month}`)} partition of ${sql.table(table)}
          for values from (${sql.lit(from.toISOString())}) to (${sql.lit(to.toISOString())})`.execute(db);
    }
  }
}

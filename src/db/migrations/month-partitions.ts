import { sql, type Kysely, type Transaction } from 'kysely';
import { guardFromTruncation } from './history-guard.ts';

const PARTITIONED = 'ledger_transaction';
const MONTHS_AHEAD = 18;
/** Any number that nothing else locks by. */
const ADVISORY_LOCK = 7_045_021;

/**
 * Makes sure that the month of `now` and the months ahead of it have partitions of their own. Needs the owner's role.
 * A month that has none is kept in the default partition, so nothing is ever refused for want of one; rows that are
 * there already move to their month's partition when it is made. Two at once wait for each other.
 */
export async function ensureMonthPartitions(
  db: Kysely<never>,
  now: Date,
  { monthsAhead = MONTHS_AHEAD }: { readonly monthsAhead?: number } = {},
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(tx);
    for (let ahead = 0; ahead <= monthsAhead; ahead++) {
      const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
      const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1));
      await ensurePartition(tx, PARTITIONED, from, to);
    }
  });
}

/** PostgreSQL refuses a partition whose rows lie in the default one, so it is made beside, filled, and attached. */
async function ensurePartition(tx: Transaction<never>, table: string, from: Date, to: Date): Promise<void> {
  const name = `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`;
  const { rows } = await sql`select 1 where to_regclass(${name}) is not null`.execute(tx);
  if (rows.length > 0) return;
  const start = sql.lit(from.toISOString());
  const end = sql.lit(to.toISOString());
  const [whole, month, rest] = [sql.table(table), sql.table(name), sql.table(`${table}_rest`)];
  await sql`lock table ${whole} in access exclusive mode`.execute(tx);
  await sql`create table ${month} (like ${whole} including defaults including constraints)`.execute(tx);
  const isGuarded = await isHistoryGuarded(tx, table);
  if (isGuarded) await sql`alter table ${rest} disable trigger history_is_kept`.execute(tx);
  await sql`
    with moved as (delete from ${rest} where recorded_at >= ${start} and recorded_at < ${end} returning *)
    insert into ${month} select * from moved`.execute(tx);
  if (isGuarded) await sql`alter table ${rest} enable trigger history_is_kept`.execute(tx);
  await sql`alter table ${whole} attach partition ${month} for values from (${start}) to (${end})`.execute(
    tx,
  );
  if (isGuarded) await guardFromTruncation(tx, name);
}

/** Not before its migration: a backup may be older. */
async function isHistoryGuarded(tx: Transaction<never>, table: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pg_trigger where tgrelid = ${table}::regclass and tgname = 'history_is_kept'`.execute(tx);
  return rows.length > 0;
}

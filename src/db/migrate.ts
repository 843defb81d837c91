import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { openDatabase } from './database.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import { ensureMonthPartitions } from './migrations/month-partitions.ts';

/** A migration takes as long as the tables are large. */
const NO_LIMIT_MS = 0;

/**
 * Brings the database to the newest schema and creates the partitions of the coming months; answers the names applied now.
 * `ownerUrl` is the role that owns the tables. Running it again changes nothing; two at once wait for each other.
 */
export async function migrateToLatest(ownerUrl: string, now: Date): Promise<readonly string[]> {
  return withMigrator(ownerUrl, async (migrator, db) => {
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    await ensureMonthPartitions(db, now);
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Brings an empty database to the schema that the named migration left, with partitions for these months. */
export async function migrateTo(ownerUrl: string, name: string, months: readonly Date[]): Promise<void> {
  await withMigrator(ownerUrl, async (migrator, db) => {
    const { error } = await migrator.migrateTo(name);
    if (error !== undefined) throw error;
    for (const month of months) await ensureMonthPartitions(db, month, { monthsAhead: 0 });
  });
}

async function withMigrator<T>(
  ownerUrl: string,
  work: (migrator: Migrator, db: Kysely<never>) => Promise<T>,
): Promise<T> {
  const db = openDatabase<never>(ownerUrl, { connectionsMax: 1, statementTimeoutMs: NO_LIMIT_MS });
  try {
    const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
    return await work(new Migrator({ db, provider }), db);
  } finally {
    await db.destroy();
  }
}

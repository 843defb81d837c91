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
  const db = openDatabase<never>(ownerUrl, { connectionsMax: 1, statementTimeoutMs: NO_LIMIT_MS });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    await ensureMonthPartitions(db, now);
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

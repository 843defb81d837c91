import { sql, type Kysely } from 'kysely';

/** What operators ask of a database that runs: which messages nobody knows the fate of, and what set a mark. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index message_unknown on message (settled_at) where status = 'unknown'`.execute(db);
  await sql`alter table lifecycle add column marked_by text`.execute(db);
}

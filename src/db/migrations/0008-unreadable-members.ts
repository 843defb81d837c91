import { sql, type Kysely } from 'kysely';

/** Members whose stored JSON a process could not read wait for a later attempt, while all others go on. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table lifecycle add column retry_at timestamptz`.execute(db);
  await sql`alter table lifecycle add check (retry_at is null or (failures > 0 and blocked_at is null))`.execute(
    db,
  );
  await sql`
    create index lifecycle_unreadable on lifecycle (program_id, retry_at)
      where retry_at is not null`.execute(db);
}

import { sql, type Kysely } from 'kysely';

/**
 * A member who was merged into another one: for those who look members up, and at the lock, for those who hold it. All
 * who were merged into somebody who goes later follow, so there is never more than one step.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table member add column merged_into uuid references member`.execute(db);
  await sql`alter table member_head add column merged_into uuid`.execute(db);
  await sql`create index member_merged on member (merged_into) where merged_into is not null`.execute(db);
}

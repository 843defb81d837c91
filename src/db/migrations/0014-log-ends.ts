import { sql, type Kysely } from 'kysely';

/**
 * The end of a log stands with the facts there, so that an event rewrites one row of its member and not two; the head
 * is only the lock. What the log's events say is `json`: it is read whole, and kept as it was written.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table member_facts
      add column last_seq bigint not null default 0,
      add column last_recorded_at timestamptz`.execute(db);
  await sql`
    update member_facts f set last_seq = h.last_seq, last_recorded_at = h.last_recorded_at
    from member_head h where h.member_id = f.member_id`.execute(db);
  await sql`alter table member_facts alter column last_recorded_at set not null`.execute(db);
  await sql`alter table member_head drop column last_seq, drop column last_recorded_at`.execute(db);
  await sql`
    alter table member_event
      alter column data type json using data::json,
      alter column cause type json using cause::json`.execute(db);
}

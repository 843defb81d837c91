import { sql, type Kysely } from 'kysely';

/** First answers of requests by their idempotency keys, kept for some days; and which request an audit row tells of. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table answered_request (
      program_id text not null,
      source text not null,
      key text not null,
      fingerprint text not null,
      answered_at timestamptz not null,
      status smallint not null,
      content_type text not null,
      location text,
      etag text,
      body text not null,
      primary key (program_id, source, key)
    )`.execute(db);
  await sql`create index answered_request_age on answered_request (answered_at)`.execute(db);
  await sql`grant select, insert, delete on answered_request to perennial_app`.execute(db);
  await sql`alter table audit_event add column request_id text, add column trace_id text`.execute(db);
}

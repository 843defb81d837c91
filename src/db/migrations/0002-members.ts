import { sql, type Kysely } from 'kysely';

/**
 * Members, the narrow row that is their lock, their log, the fold at its end, and the permanent keys.
 *
 * What is appended for every event names its member without a reference: the head that is locked meanwhile has one,
 * `ledger verify` finds rows of nobody, and looking the member up again for each row cost an eighth of a batch.
 * JSON that is only ever read whole is `json`, which is stored as it was written.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table member (
      id uuid primary key,
      program_id text not null references program,
      external_id text not null,
      email text,
      phone text,
      timezone text,
      locale text,
      enrolled_at timestamptz not null,
      version integer not null default 1,
      created_at timestamptz not null,
      unique (program_id, external_id)
    )`.execute(db);
  await sql`
    create table member_head (
      member_id uuid primary key references member,
      program_id text not null,
      last_seq bigint not null default 0,
      last_recorded_at timestamptz not null
    ) with (fillfactor = 70)`.execute(db);
  await sql`
    create table member_event (
      member_id uuid not null,
      seq bigint not null,
      id uuid not null,
      program_id text not null,
      type text not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null,
      origin text not null check (origin in ('source', 'ledger', 'lifecycle', 'delivery')),
      source text not null,
      data jsonb not null,
      cause jsonb,
      decided_after bigint check ((decided_after is not null) = (origin = 'lifecycle')),
      primary key (member_id, seq)
    )`.execute(db);
  await sql`
    create table member_facts (
      member_id uuid primary key references member,
      program_id text not null,
      facts json not null
    ) with (fillfactor = 50)`.execute(db);
  await sql`
    create table business_key (
      program_id text not null,
      key text not null,
      content_hash text not null,
      member_id uuid not null,
      event_id uuid,
      transaction_id uuid,
      answer json,
      recorded_at timestamptz not null,
      primary key (program_id, key)
    )`.execute(db);
}

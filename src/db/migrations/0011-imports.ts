import { sql, type Kysely } from 'kysely';

/** Imports that were posted to the API, how far each is, and what they hold of their files, in pieces. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table import (
      id uuid primary key,
      program_id text not null references program,
      source text not null,
      request_key text,
      request_hash text,
      format text not null default '' check (format in ('', 'csv', 'ndjson')),
      mapping text,
      enrol boolean not null default false,
      history boolean not null default false,
      file_name text,
      status text not null
        check (status in ('receiving', 'waiting', 'running', 'done', 'failed', 'cancelled')),
      phase text not null default 'reading' check (phase in ('reading', 'recording', 'marking')),
      posted_at timestamptz not null,
      started_at timestamptz,
      ended_at timestamptz,
      bytes bigint not null default 0,
      bytes_read bigint not null default 0,
      lines_read bigint not null default 0,
      skipped bigint not null default 0,
      rejected bigint not null default 0,
      skipped_by jsonb not null default '{}',
      rejected_by jsonb not null default '{}',
      reject_columns text[],
      events bigint not null default 0,
      recorded bigint not null default 0,
      duplicates bigint not null default 0,
      enrolled bigint not null default 0,
      batches integer not null default 0,
      next_batch integer not null default 0,
      prepared_batch integer not null default -1,
      known_events integer[] not null default '{}',
      new_members integer[] not null default '{}',
      attempt uuid,
      attempts integer not null default 0,
      failure_code text,
      failure_detail text,
      next_wake_at timestamptz,
      unique (program_id, source, request_key),
      check ((status in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
      check ((status = 'failed') <= (failure_code is not null))
    ) with (fillfactor = 60)`.execute(db);
  await sql`
    create index import_posted on import (program_id, posted_at, id) where status <> 'receiving'`.execute(db);
  await sql`
    create index import_waking on import (next_wake_at) where next_wake_at is not null`.execute(db);
  await sql`
    create table import_part (
      import_id uuid not null references import on delete cascade,
      kind text not null check (kind in ('upload', 'events', 'rejects')),
      number integer not null,
      content bytea not null,
      primary key (import_id, kind, number)
    )`.execute(db);
  await sql`grant select, insert, update, delete on import, import_part to perennial_app`.execute(db);
}

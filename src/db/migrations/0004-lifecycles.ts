import { sql, type Kysely } from 'kysely';

/** Where each member stands, the marks and wakes that drive them, their runs, and what was decided by what. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table lifecycle (
      member_id uuid primary key references member,
      program_id text not null,
      state jsonb not null,
      listens_to text[] not null default '{}',
      needs_advance_since timestamptz,
      next_wake_at timestamptz,
      armed_until timestamptz,
      failures integer not null default 0,
      failure_cause text,
      blocked_at timestamptz,
      check ((failures > 0) = (failure_cause is not null)),
      check (blocked_at is null or failures > 0)
    ) with (fillfactor = 60)`.execute(db);
  await sql`
    create index lifecycle_marked on lifecycle (needs_advance_since)
      where needs_advance_since is not null and blocked_at is null`.execute(db);
  await sql`
    create index lifecycle_waking on lifecycle (next_wake_at)
      where next_wake_at is not null and blocked_at is null`.execute(db);
  await sql`
    create index lifecycle_unarmed on lifecycle (next_wake_at)
      where blocked_at is null and (armed_until is null or next_wake_at < armed_until)`.execute(db);
  await sql`create index lifecycle_blocked on lifecycle (blocked_at) where blocked_at is not null`.execute(
    db,
  );
  await sql`
    create table run (
      id uuid primary key,
      program_id text not null,
      member_id uuid not null references member,
      journey_id text not null,
      journey_version integer not null,
      status text not null check (status in ('open', 'ended')),
      node text,
      started_at timestamptz not null,
      ended_at timestamptz,
      reason text,
      outcome text check (outcome in ('positive', 'neutral', 'negative')),
      state jsonb not null,
      check ((status = 'ended') = (ended_at is not null and reason is not null and outcome is not null)),
      foreign key (program_id, journey_id, journey_version) references journey_version
    )`.execute(db);
  await sql`create index run_member on run (member_id, started_at)`.execute(db);
  await sql`create index run_open on run (program_id, journey_id, member_id) where status = 'open'`.execute(
    db,
  );
  await sql`
    create table decision (
      id bigint generated always as identity primary key,
      member_id uuid not null references member,
      decided_at timestamptz not null,
      position_from bigint not null,
      position_to bigint not null,
      engine text not null,
      decisions jsonb not null
    )`.execute(db);
  await sql`create index decision_member on decision (member_id, id)`.execute(db);
}

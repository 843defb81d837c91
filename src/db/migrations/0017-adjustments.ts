import { sql, type Kysely } from 'kysely';

/**
 * What somebody may adjust alone in a day, and the approvals of what goes beyond. Nobody approves what they asked for
 * themselves, and what was asked for is never rewritten: the application may only decide and use.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table adjustment_day (
      program_id text not null references program,
      actor text not null,
      wallet text not null,
      day date not null,
      points bigint not null check (points > 0),
      primary key (program_id, actor, wallet, day)
    ) with (fillfactor = 70)`.execute(db);
  await sql`grant select, insert, update on adjustment_day to perennial_app`.execute(db);
  await sql`
    create table approval (
      id uuid primary key,
      program_id text not null references program,
      member_id uuid not null references member,
      adjustment jsonb not null,
      payload_hash text not null,
      status text not null check (status in ('pending', 'approved', 'rejected', 'used')),
      requested_by text not null,
      requested_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > requested_at),
      decided_by text,
      decided_at timestamptz,
      used_by text,
      used_at timestamptz,
      transaction_id uuid unique,
      constraint approval_four_eyes check (status = 'rejected' or decided_by <> requested_by),
      check ((status = 'pending') = (decided_by is null)),
      check ((decided_by is null) = (decided_at is null)),
      check ((status = 'used') = (transaction_id is not null)),
      check ((used_by is null) = (transaction_id is null)),
      check ((used_at is null) = (transaction_id is null))
    )`.execute(db);
  await sql`create index approval_listed on approval (program_id, status, requested_at, id)`.execute(db);
  await sql`grant select, insert on approval to perennial_app`.execute(db);
  await sql`
    grant update (status, decided_by, decided_at, used_by, used_at, transaction_id)
      on approval to perennial_app`.execute(db);
}

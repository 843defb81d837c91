import { sql, type Kysely } from 'kysely';

/** Messages with their claims, and the tokens by which members unsubscribe. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table message (
      id uuid primary key,
      program_id text not null,
      member_id uuid not null references member,
      run_id uuid not null,
      journey_id text not null,
      node text not null,
      channel text not null,
      template text not null,
      class text not null check (class in ('marketing', 'transactional')),
      topic text,
      content jsonb not null,
      planned_at timestamptz not null,
      depth integer not null default 0,
      status text not null default 'planned'
        check (status in ('planned', 'claimed', 'sent', 'skipped', 'failed', 'unknown', 'withdrawn')),
      reason text,
      attempts integer not null default 0,
      next_attempt_at timestamptz,
      claim_token uuid,
      lease_until timestamptz,
      provider_id text,
      settled_at timestamptz,
      check ((status = 'claimed') = (claim_token is not null and lease_until is not null))
    ) with (fillfactor = 70)`.execute(db);
  await sql`create index message_open on message (member_id) where status in ('planned', 'claimed')`.execute(
    db,
  );
  await sql`create index message_member on message (member_id, planned_at)`.execute(db);
  await sql`
    create table unsubscribe_token (
      token_hash text primary key,
      member_id uuid not null references member,
      message_id uuid not null references message,
      topic text not null,
      channel text not null,
      created_at timestamptz not null
    )`.execute(db);
}

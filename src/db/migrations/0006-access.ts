import { sql, type Kysely } from 'kysely';

/** API keys (only hashes), the audit log, and the epoch that names this copy of the database. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table api_key (
      id text primary key,
      program_id text not null,
      source text not null,
      secret_hash text not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz
    )`.execute(db);
  await sql`
    create table audit_event (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      program_id text not null,
      actor text not null,
      action text not null,
      subject text not null,
      detail jsonb not null default '{}'
    )`.execute(db);
  await sql`
    create table database_epoch (
      "only" boolean primary key default true check ("only"),
      epoch uuid not null,
      since timestamptz not null
    )`.execute(db);
  await sql`insert into database_epoch (epoch, since) values (gen_random_uuid(), 'epoch')`.execute(db);
}

import { sql, type Kysely } from 'kysely';

/** Programs, the versions of their files, and the revisions that say which versions are in force from when. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table program (
      id text primary key,
      revision integer not null default 0,
      marked_revision integer not null default 0,
      sending_paused_at timestamptz,
      releasing_since timestamptz,
      created_at timestamptz not null,
      check (sending_paused_at is null or releasing_since is null)
    )`.execute(db);
  await sql`
    create table program_version (
      program_id text not null references program,
      version integer not null,
      definition jsonb not null,
      source text not null,
      content_hash text not null,
      published_at timestamptz not null,
      primary key (program_id, version)
    )`.execute(db);
  await sql`
    create table journey_version (
      program_id text not null references program,
      journey_id text not null,
      version integer not null,
      definition jsonb not null,
      source text not null,
      content_hash text not null,
      published_at timestamptz not null,
      primary key (program_id, journey_id, version)
    )`.execute(db);
  await sql`
    create table template_version (
      program_id text not null references program,
      template_id text not null,
      version integer not null,
      subject text not null,
      html text not null,
      text text not null,
      content_hash text not null,
      published_at timestamptz not null,
      primary key (program_id, template_id, version)
    )`.execute(db);
  await sql`
    create table revision (
      program_id text not null references program,
      revision integer not null,
      published_at timestamptz not null,
      program_version integer not null,
      journeys jsonb not null,
      actor text not null,
      primary key (program_id, revision),
      foreign key (program_id, program_version) references program_version
    )`.execute(db);
}

import { sql, type Kysely } from 'kysely';

/**
 * What became of goods that came back: a row for each return, a row for each purchase of which something came back, and
 * the order that points were spent on.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table goods_return (
      event_id uuid primary key,
      program_id text not null references program,
      member_id uuid not null references member,
      return_id text not null,
      order_id text,
      source text not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null,
      status text not null check (status in ('settled', 'waiting', 'unmatched', 'refused', 'dismissed')),
      reason text,
      missing jsonb not null,
      refused jsonb not null,
      check ((status in ('settled', 'dismissed')) or reason is not null)
    )`.execute(db);
  await sql`
    create index goods_return_listed on goods_return (program_id, status, recorded_at, event_id)
      where status in ('waiting', 'unmatched', 'refused')`.execute(db);
  await sql`
    create index goods_return_open on goods_return (member_id)
      where missing <> '[]' and status <> 'dismissed'`.execute(db);
  await sql`
    create table returned_goods (
      member_id uuid not null references member,
      purchase_event_id uuid not null,
      returned jsonb not null,
      primary key (member_id, purchase_event_id)
    )`.execute(db);
  await sql`alter table redemption add column order_id text`.execute(db);
  await sql`grant select, insert, update on goods_return, returned_goods to perennial_app`.execute(db);
}

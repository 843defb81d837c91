import { sql, type Kysely } from 'kysely';

const KINDS = [
  'opening',
  'award',
  'vest',
  'hold',
  'capture',
  'release',
  'redeem',
  'expire',
  'reverse',
  'repay',
  'transfer',
  'adjust',
  'merge',
];

/**
 * Every kind of transaction: what it takes back and with whom it was made, where the points of a lot were before, and
 * which of them a movement holds. A redemption keeps, by lot, the points that are reserved for it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await widenJournal(db);
  await sql`
    create table redemption (
      id uuid primary key,
      program_id text not null references program,
      member_id uuid not null references member,
      wallet text not null,
      points bigint not null check (points > 0),
      captured bigint not null default 0 check (captured between 0 and points),
      reason text not null,
      content_hash text not null,
      status text not null check (status in ('reserved', 'confirmed', 'cancelled', 'expired', 'reversed')),
      shares jsonb not null,
      expires_at timestamptz,
      created_at timestamptz not null,
      resolved_at timestamptz,
      check ((status = 'reserved') = (resolved_at is null)),
      check ((status in ('confirmed', 'reversed')) = (captured > 0))
    )`.execute(db);
  await sql`create index redemption_member on redemption (member_id, created_at, id)`.execute(db);
  await sql`create index redemption_reserved on redemption (expires_at, id) where status = 'reserved'`.execute(
    db,
  );
  await sql`grant select, insert, update on redemption to perennial_app`.execute(db);
}

async function widenJournal(db: Kysely<never>): Promise<void> {
  const kinds = sql.join(KINDS.map((kind) => sql.lit(kind)));
  await sql`alter table ledger_transaction drop constraint ledger_transaction_kind_check`.execute(db);
  await sql`
    alter table ledger_transaction
      add constraint ledger_transaction_kind_check check (kind in (${kinds})),
      add column reverses uuid,
      add column counterpart_id uuid`.execute(db);
  await sql`alter table lot add column origin_lot_id uuid`.execute(db);
  await sql`alter table lot_movement drop constraint lot_movement_delta_check`.execute(db);
  await sql`
    alter table lot_movement
      add column held bigint not null default 0,
      add constraint lot_movement_moves check (delta <> 0 or held <> 0)`.execute(db);
}

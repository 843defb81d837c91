import { sql, type Kysely } from 'kysely';

/**
 * The double-entry ledger: append-only transactions and postings by month, lots and their movements, balances.
 * Transactions and lots name their member without a reference, as the log does.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table ledger_transaction (
      id uuid not null,
      recorded_at timestamptz not null,
      program_id text not null,
      kind text not null check (kind in ('award', 'vest', 'expire')),
      member_id uuid not null,
      business_key text not null,
      effective_at timestamptz not null,
      cause_event_id uuid,
      actor text not null,
      reason text,
      primary key (recorded_at, id)
    ) partition by range (recorded_at)`.execute(db);
  await sql`
    create table posting (
      transaction_id uuid not null,
      recorded_at timestamptz not null,
      line smallint not null,
      program_id text not null,
      member_id uuid,
      wallet text not null,
      account text not null check (account in (
        'member_active', 'member_pending', 'member_held', 'member_debt', 'issued', 'redeemed', 'expired')),
      amount bigint not null check (amount <> 0),
      lot_id uuid,
      rule text,
      primary key (recorded_at, transaction_id, line),
      check ((member_id is not null) = (account like 'member\_%'))
    ) partition by range (recorded_at)`.execute(db);
  await sql`create table ledger_transaction_rest partition of ledger_transaction default`.execute(db);
  await sql`create table posting_rest partition of posting default`.execute(db);
  await sql`create index ledger_transaction_member on ledger_transaction (member_id, recorded_at)`.execute(
    db,
  );
  await sql`
    create table lot (
      id uuid primary key,
      program_id text not null,
      member_id uuid not null,
      wallet text not null,
      transaction_id uuid not null,
      earned bigint not null check (earned > 0),
      remaining bigint not null check (remaining >= 0),
      held bigint not null default 0 check (held >= 0),
      earned_at timestamptz not null,
      vests_at timestamptz,
      vested boolean not null,
      expires_at timestamptz,
      check (remaining + held <= earned)
    ) with (fillfactor = 80)`.execute(db);
  await sql`create index lot_member on lot (member_id, wallet, expires_at, id) where remaining > 0`.execute(
    db,
  );
  await sql`create index lot_expiring on lot (expires_at, member_id)
      where remaining > 0 and expires_at is not null`.execute(db);
  await sql`create index lot_vesting on lot (vests_at, member_id) where not vested and remaining > 0`.execute(
    db,
  );
  await sql`
    create table lot_movement (
      transaction_id uuid not null,
      lot_id uuid not null references lot,
      delta bigint not null check (delta <> 0),
      recorded_at timestamptz not null,
      primary key (transaction_id, lot_id)
    )`.execute(db);
  await sql`
    create table balance (
      member_id uuid not null references member,
      wallet text not null,
      program_id text not null,
      active bigint not null check (active >= 0),
      pending bigint not null check (pending >= 0),
      held bigint not null check (held >= 0),
      debt bigint not null check (debt >= 0),
      lifetime bigint not null check (lifetime >= 0),
      primary key (member_id, wallet)
    ) with (fillfactor = 70)`.execute(db);
}

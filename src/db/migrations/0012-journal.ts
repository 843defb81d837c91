import { sql, type Kysely } from 'kysely';

/**
 * The ledger as few rows as it can be told in, because each row and each entry of an index costs a purchase time:
 * the lines of a transaction are written with it and read as the view `posting`; balances are those of the facts, read
 * as the view `balance`; a lot is found by its member, and what falls due next has one index.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await moveLinesIntoTransactions(db);
  await replaceBalances(db);
  await findLotsByMember(db);
  await sql`grant select on posting, balance to perennial_app`.execute(db);
}

async function moveLinesIntoTransactions(db: Kysely<never>): Promise<void> {
  await sql`alter table ledger_transaction add column postings json`.execute(db);
  await sql`
    update ledger_transaction t set postings = p.postings
    from (
      select transaction_id, recorded_at, json_agg(json_build_object(
        'wallet', wallet, 'account', account, 'amount', amount, 'lotId', lot_id, 'rule', rule) order by line) as postings
      from posting group by transaction_id, recorded_at
    ) p
    where p.transaction_id = t.id and p.recorded_at = t.recorded_at`.execute(db);
  await sql`alter table ledger_transaction alter column postings set not null`.execute(db);
  await sql`drop table posting`.execute(db);
  await sql`
    create view posting with (security_invoker = true) as
      select t.id as transaction_id, t.recorded_at, p.line::smallint as line, t.program_id,
        case when p.account like 'member\_%' then t.member_id end as member_id,
        p.wallet, p.account, p.amount, p.lot_id, p.rule
      from ledger_transaction t
      cross join lateral rows from (
        json_to_recordset(t.postings) as (wallet text, account text, amount bigint, "lotId" uuid, rule text)
      ) with ordinality as p (wallet, account, amount, lot_id, rule, line)`.execute(db);
  await sql`drop index ledger_transaction_member`.execute(db);
  await sql`alter table ledger_transaction drop constraint ledger_transaction_pkey`.execute(db);
  await sql`alter table ledger_transaction add primary key (member_id, recorded_at, id)`.execute(db);
}

async function replaceBalances(db: Kysely<never>): Promise<void> {
  await sql`drop table balance`.execute(db);
  await sql`
    create view balance with (security_invoker = true) as
      select f.member_id, b.wallet, f.program_id, b.active, b.pending, b.held, b.debt, b.lifetime
      from member_facts f
      cross join lateral (
        select key as wallet, (value ->> 'active')::bigint as active, (value ->> 'pending')::bigint as pending,
          (value ->> 'held')::bigint as held, (value ->> 'debt')::bigint as debt,
          (value ->> 'lifetime')::bigint as lifetime
        from json_each(f.facts -> 'balances')
      ) b`.execute(db);
}

async function findLotsByMember(db: Kysely<never>): Promise<void> {
  await sql`alter table lot_movement drop constraint lot_movement_lot_id_fkey`.execute(db);
  await sql`alter table lot drop constraint lot_pkey`.execute(db);
  await sql`alter table lot add primary key (member_id, id)`.execute(db);
  await sql`drop index lot_member, lot_expiring, lot_vesting`.execute(db);
  await sql`
    alter table lot add column due_at timestamptz generated always as (
      case when remaining = 0 then null when vested then expires_at else least(vests_at, expires_at) end
    ) stored`.execute(db);
  await sql`create index lot_due on lot (due_at, member_id) where due_at is not null`.execute(db);
}

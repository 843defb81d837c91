import { sql } from 'kysely';
import type { Balance } from '../../domain/ledger/balance.ts';
import { changeIn, walletsOf } from '../../domain/ledger/post.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { anyOfIds, arrayOf } from '../array-parameter.ts';
import type { Tx } from '../database.ts';
import { insertion, insertRows, type Columns } from '../insert-rows.ts';
import { writeTogether, type Write } from '../write-together.ts';

const TRANSACTION_COLUMNS: Columns<'ledger_transaction'> = [
  ['id', 'uuid'],
  ['recorded_at', 'timestamptz'],
  ['program_id', 'text'],
  ['kind', 'text'],
  ['member_id', 'uuid'],
  ['business_key', 'text'],
  ['effective_at', 'timestamptz'],
  ['cause_event_id', 'uuid'],
  ['actor', 'text'],
  ['reason', 'text'],
];

const POSTING_COLUMNS: Columns<'posting'> = [
  ['transaction_id', 'uuid'],
  ['recorded_at', 'timestamptz'],
  ['line', 'smallint'],
  ['program_id', 'text'],
  ['member_id', 'uuid'],
  ['wallet', 'text'],
  ['account', 'text'],
  ['amount', 'bigint'],
  ['lot_id', 'uuid'],
  ['rule', 'text'],
];

const LOT_COLUMNS: Columns<'lot'> = [
  ['id', 'uuid'],
  ['program_id', 'text'],
  ['member_id', 'uuid'],
  ['wallet', 'text'],
  ['transaction_id', 'uuid'],
  ['earned', 'bigint'],
  ['remaining', 'bigint'],
  ['held', 'bigint'],
  ['earned_at', 'timestamptz'],
  ['vests_at', 'timestamptz'],
  ['vested', 'boolean'],
  ['expires_at', 'timestamptz'],
];

const MOVEMENT_COLUMNS: Columns<'lot_movement'> = [
  ['transaction_id', 'uuid'],
  ['lot_id', 'uuid'],
  ['delta', 'bigint'],
  ['recorded_at', 'timestamptz'],
];

/** A transaction of the ledger, and when it is written down. */
export interface Posted {
  readonly transaction: LedgerTransaction;
  readonly recordedAt: Instant;
}

/**
 * Writes transactions whose members are locked: the journal, lots and balances, in a handful of statements however many
 * there are. The permanent keys are the caller's to write, `alongside` or in the same database transaction.
 */
export async function postTransactions(
  tx: Tx,
  programId: string,
  posted: readonly Posted[],
  alongside: readonly Write[] = [],
): Promise<void> {
  await writeTogether(tx, [
    ...alongside,
    ...insertion(
      'ledger_transaction',
      TRANSACTION_COLUMNS,
      posted.map((one) => transactionRow(programId, one)),
    ),
    ...insertion(
      'posting',
      POSTING_COLUMNS,
      posted.flatMap((one) => postingRows(programId, one)),
    ),
    ...insertion(
      'lot',
      LOT_COLUMNS,
      posted.flatMap((one) => lotRows(programId, one)),
    ),
  ]);
  if (posted.length === 0) return;
  await moveLots(tx, posted);
  await vestLots(
    tx,
    posted.flatMap(({ transaction }) => transaction.vestedLots),
  );
  await changeBalances(tx, programId, posted);
}

function transactionRow(programId: string, { transaction, recordedAt }: Posted) {
  return {
    id: transaction.id,
    recorded_at: recordedAt,
    program_id: programId,
    kind: transaction.kind,
    member_id: transaction.memberId,
    business_key: transaction.businessKey,
    effective_at: transaction.effectiveAt,
    cause_event_id: transaction.causeEventId,
    actor: transaction.actor,
    reason: transaction.reason,
  };
}

function postingRows(programId: string, { transaction, recordedAt }: Posted) {
  return transaction.postings.map(({ wallet, account, amount, lotId, rule }, index) => ({
    transaction_id: transaction.id,
    recorded_at: recordedAt,
    line: index + 1,
    program_id: programId,
    member_id: account.startsWith('member_') ? transaction.memberId : null,
    wallet,
    account,
    amount,
    lot_id: lotId,
    rule,
  }));
}

function lotRows(programId: string, { transaction }: Posted) {
  return transaction.lots.map(({ id, wallet, earned, vestsAt, vested, expiresAt }) => ({
    id,
    program_id: programId,
    member_id: transaction.memberId,
    wallet,
    transaction_id: transaction.id,
    earned,
    remaining: earned,
    held: 0,
    earned_at: transaction.effectiveAt,
    vests_at: vestsAt,
    vested,
    expires_at: expiresAt,
  }));
}

async function moveLots(tx: Tx, posted: readonly Posted[]): Promise<void> {
  const rows = posted.flatMap(({ transaction, recordedAt }) =>
    transaction.movements.map(({ lotId, remaining: delta }) => ({
      transaction_id: transaction.id,
      lot_id: lotId,
      delta,
      recorded_at: recordedAt,
    })),
  );
  if (rows.length === 0) return;
  await insertRows(tx, 'lot_movement', MOVEMENT_COLUMNS, rows);
  const ids = arrayOf(
    'uuid',
    rows.map((row) => row.lot_id),
  );
  const deltas = arrayOf(
    'bigint',
    rows.map((row) => row.delta),
  );
  await sql`
    update lot l set remaining = l.remaining + m.delta
    from (
      select lot_id, sum(delta)::bigint as delta
      from unnest(${ids}, ${deltas}) as u (lot_id, delta) group by lot_id
    ) m
    where l.id = m.lot_id`.execute(tx);
}

async function vestLots(tx: Tx, lotIds: readonly Uuid[]): Promise<void> {
  if (lotIds.length === 0) return;
  await tx.updateTable('lot').set({ vested: true }).where('id', '=', anyOfIds(lotIds)).execute();
}

/** Adds to the balances: the table's own checks then refuse one that would fall below zero. */
async function changeBalances(tx: Tx, programId: string, posted: readonly Posted[]): Promise<void> {
  const changes = posted.flatMap(({ transaction }) =>
    walletsOf(transaction).map((wallet) => ({
      memberId: transaction.memberId,
      wallet,
      change: changeIn(wallet, transaction.postings),
    })),
  );
  const column = (state: keyof Balance) =>
    arrayOf(
      'bigint',
      changes.map(({ change }) => change[state]),
    );
  await sql`
    merge into balance b
    using (
      select member_id, wallet, sum(active)::bigint as active, sum(pending)::bigint as pending,
        sum(held)::bigint as held, sum(debt)::bigint as debt, sum(lifetime)::bigint as lifetime
      from unnest(
        ${arrayOf(
          'uuid',
          changes.map(({ memberId }) => memberId),
        )},
        ${arrayOf(
          'text',
          changes.map(({ wallet }) => wallet),
        )},
        ${column('active')}, ${column('pending')}, ${column('held')}, ${column('debt')}, ${column('lifetime')}
      ) as u (member_id, wallet, active, pending, held, debt, lifetime)
      group by member_id, wallet
      order by member_id, wallet
    ) c
    on b.member_id = c.member_id and b.wallet = c.wallet
    when matched then update set
      active = b.active + c.active, pending = b.pending + c.pending, held = b.held + c.held,
      debt = b.debt + c.debt, lifetime = b.lifetime + c.lifetime
    when not matched then insert
      (member_id, wallet, program_id, active, pending, held, debt, lifetime)
      values (c.member_id, c.wallet, ${programId}, c.active, c.pending, c.held, c.debt, c.lifetime)`.execute(
    tx,
  );
}

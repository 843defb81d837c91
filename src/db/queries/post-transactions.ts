import { sql } from 'kysely';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { writePostings } from '../../schemas/stored/postings.ts';
import { arrayOf } from '../array-parameter.ts';
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
  ['postings', 'json'],
];

/** Most transactions neither take back another one nor have a second member, and pay nothing for it. */
const LINKED_TRANSACTION_COLUMNS: Columns<'ledger_transaction'> = [
  ...TRANSACTION_COLUMNS,
  ['reverses', 'uuid'],
  ['counterpart_id', 'uuid'],
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

const CARRIED_LOT_COLUMNS: Columns<'lot'> = [...LOT_COLUMNS, ['origin_lot_id', 'uuid']];

const MOVEMENT_COLUMNS: Columns<'lot_movement'> = [
  ['transaction_id', 'uuid'],
  ['lot_id', 'uuid'],
  ['delta', 'bigint'],
  ['held', 'bigint'],
  ['recorded_at', 'timestamptz'],
];

/** A transaction of the ledger, and when it is written down. */
export interface Posted {
  readonly transaction: LedgerTransaction;
  readonly recordedAt: Instant;
}

/**
 * Writes transactions whose members are locked: the journal and the lots, in a handful of statements however many there
 * are. The permanent keys are the caller's to write, and so are the events that carry the balances on; `alongside`, or
 * in the same database transaction.
 */
export async function postTransactions(
  tx: Tx,
  programId: string,
  posted: readonly Posted[],
  alongside: readonly Write[] = [],
): Promise<void> {
  const areLinked = posted.some(({ transaction }) => transaction.reverses ?? transaction.counterpart);
  const areCarried = posted.some(({ transaction }) => transaction.lots.some(({ origin }) => origin));
  await writeTogether(tx, [
    ...alongside,
    ...insertion(
      'ledger_transaction',
      areLinked ? LINKED_TRANSACTION_COLUMNS : TRANSACTION_COLUMNS,
      posted.map((one) => transactionRow(programId, one)),
    ),
    ...insertion(
      'lot',
      areCarried ? CARRIED_LOT_COLUMNS : LOT_COLUMNS,
      posted.flatMap((one) => lotRows(programId, one)),
    ),
  ]);
  if (posted.length === 0) return;
  await moveLots(tx, posted);
  await vestLots(tx, posted);
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
    postings: writePostings(transaction.postings),
    reverses: transaction.reverses ?? null,
    counterpart_id: transaction.counterpart ?? null,
  };
}

function lotRows(programId: string, { transaction }: Posted) {
  return transaction.lots.map(({ id, wallet, earned, vestsAt, vested, expiresAt, origin }) => ({
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
    origin_lot_id: origin ?? null,
  }));
}

async function moveLots(tx: Tx, posted: readonly Posted[]): Promise<void> {
  const rows = posted.flatMap(({ transaction, recordedAt }) =>
    transaction.movements.map(({ lotId, remaining: delta, held }) => ({
      transaction_id: transaction.id,
      lot_id: lotId,
      delta,
      held,
      recorded_at: recordedAt,
    })),
  );
  if (rows.length === 0) return;
  await insertRows(tx, 'lot_movement', MOVEMENT_COLUMNS, rows);
  const members = arrayOf(
    'uuid',
    posted.flatMap(({ transaction: { memberId, movements } }) => movements.map(() => memberId)),
  );
  const ids = arrayOf(
    'uuid',
    rows.map((row) => row.lot_id),
  );
  const deltas = arrayOf(
    'bigint',
    rows.map((row) => row.delta),
  );
  const held = arrayOf(
    'bigint',
    rows.map((row) => row.held),
  );
  await sql`
    update lot l set remaining = l.remaining + m.delta, held = l.held + m.held
    from (
      select member_id, lot_id, sum(delta)::bigint as delta, sum(held)::bigint as held
      from unnest(${members}, ${ids}, ${deltas}, ${held}) as u (member_id, lot_id, delta, held)
      group by member_id, lot_id
    ) m
    where l.member_id = m.member_id and l.id = m.lot_id`.execute(tx);
}

async function vestLots(tx: Tx, posted: readonly Posted[]): Promise<void> {
  const vested = posted.flatMap(({ transaction: { memberId, vestedLots } }) =>
    vestedLots.map((lotId) => ({ memberId, lotId })),
  );
  if (vested.length === 0) return;
  const members = arrayOf(
    'uuid',
    vested.map(({ memberId }) => memberId),
  );
  const ids = arrayOf(
    'uuid',
    vested.map(({ lotId }) => lotId),
  );
  await sql`
    update lot l set vested = true
    from unnest(${members}, ${ids}) as v (member_id, lot_id)
    where l.member_id = v.member_id and l.id = v.lot_id`.execute(tx);
}

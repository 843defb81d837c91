import { sql, type Selectable } from 'kysely';
import { anyOfIds } from '../../db/array-parameter.ts';
import type { Queryable, Tables } from '../../db/database.ts';
import { timestamp } from '../../db/timestamp.ts';
import type { Posting, TransactionKind } from '../../domain/ledger/transaction.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readPostings } from '../../schemas/stored/postings.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';

/** A transaction of the journal with its lines, and the lots that it made as they stand now. */
export interface JournalEntry {
  readonly id: Uuid;
  readonly kind: TransactionKind;
  readonly recordedAt: Instant;
  readonly effectiveAt: Instant;
  readonly businessKey: string;
  readonly causeEventId: Uuid | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly postings: readonly Posting[];
  readonly lots: readonly JournalLot[];
}

export interface JournalLot {
  readonly id: Uuid;
  readonly wallet: string;
  readonly earned: number;
  readonly remaining: number;
  readonly held: number;
  readonly vestsAt: Instant | null;
  readonly vested: boolean;
  readonly expiresAt: Instant | null;
}

/** The last entry of a page. */
export interface JournalKey {
  readonly recordedAt: Instant;
  readonly id: Uuid;
}

export interface ListLedger {
  readonly memberId: Uuid;
  readonly limit: number;
  /** Only entries after this one in the list; null: from the latest. */
  readonly after: JournalKey | null;
}

/** A member's journal, latest entry first. Empty for a member that the program does not have. */
export async function listLedger(
  ctx: Context,
  programId: string,
  { memberId, limit, after }: ListLedger,
): Promise<Page<JournalEntry, JournalKey>> {
  let query = ctx.db
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('program_id', '=', programId)
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(
      sql<boolean>`(recorded_at, id) < (${timestamp(after.recordedAt)}, ${after.id}::uuid)`,
    );
  }
  const rows = await query.execute();
  const items = await entriesOf(ctx.db, memberId, rows.slice(0, limit));
  return pageOf(items, rows.length > limit, ({ recordedAt, id }) => ({ recordedAt, id }));
}

/** One entry of a member's journal; null where there is none with this id. */
export async function findEntry(
  db: Queryable,
  { programId, memberId, id }: { readonly programId: string; readonly memberId: Uuid; readonly id: Uuid },
): Promise<JournalEntry | null> {
  const rows = await db
    .selectFrom('ledger_transaction')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('program_id', '=', programId)
    .where('id', '=', id)
    .execute();
  const [entry] = await entriesOf(db, memberId, rows);
  return entry ?? null;
}

async function entriesOf(
  db: Queryable,
  memberId: Uuid,
  rows: readonly Selectable<Tables['ledger_transaction']>[],
): Promise<readonly JournalEntry[]> {
  const lots = await lotsOf(db, memberId, rows);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    recordedAt: row.recorded_at,
    effectiveAt: row.effective_at,
    businessKey: row.business_key,
    causeEventId: row.cause_event_id,
    actor: row.actor,
    reason: row.reason,
    postings: readPostings(row.postings),
    lots: lots.get(row.id) ?? [],
  }));
}

async function lotsOf(
  db: Queryable,
  memberId: Uuid,
  transactions: readonly { readonly id: Uuid }[],
): Promise<Map<Uuid, (JournalLot & { transaction_id: Uuid })[]>> {
  const lots = await db
    .selectFrom('lot')
    .select(['transaction_id', 'id', 'wallet', 'earned', 'remaining', 'held', 'vested'])
    .select(['vests_at as vestsAt', 'expires_at as expiresAt'])
    .where('member_id', '=', memberId)
    .where('transaction_id', '=', anyOfIds(transactions.map(({ id }) => id)))
    .orderBy('id')
    .execute();
  return Map.groupBy(lots, (lot) => lot.transaction_id);
}

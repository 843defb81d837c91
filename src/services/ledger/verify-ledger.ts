import { sql } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import { planForWholeTables } from '../../db/planning.ts';
import { isStoredObject } from '../../schemas/stored/format.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import { INVARIANTS } from './invariants.ts';

/** What was looked at, and for each invariant the first row that breaks it. */
export interface LedgerReport {
  readonly isSound: boolean;
  readonly transactions: number;
  readonly postings: number;
  readonly lots: number;
  readonly findings: readonly LedgerFinding[];
}

export interface LedgerFinding {
  readonly invariant: string;
  readonly says: string;
  /** Null: it holds. */
  readonly firstBroken: JsonObject | null;
}

const STATEMENT_TIMEOUT = '30min';

/**
 * Recomputes the ledger of every program from its journal and compares. Reads one snapshot, so it may run while points
 * are posted; it locks nothing and changes nothing that lasts. Takes time in proportion to all that was ever posted.
 */
export async function verifyLedger(db: Database): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`set local statement_timeout = ${sql.lit(STATEMENT_TIMEOUT)}`.execute(tx);
      await planForWholeTables(tx);
      return inspectLedger(tx);
    });
}

/** The same within a transaction, which sees its own changes. */
export async function inspectLedger(tx: Tx): Promise<LedgerReport> {
  await spreadViews(tx);
  const { rows: counts } = await sql<{ transactions: number; postings: number; lots: number }>`
    select (select count(*) from ledger_transaction) as transactions,
      (select count(*) from posting) as postings, (select count(*) from lot) as lots`.execute(tx);
  const [counted] = counts;
  if (counted === undefined) throw new Error('a query for counts answered no row');
  const findings: LedgerFinding[] = [];
  for (const { id, says, broken } of INVARIANTS) {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(broken) as row from (${broken} limit 1) broken`.execute(tx);
    const row = rows[0]?.row;
    findings.push({ invariant: id, says, firstBroken: isStoredObject(row) ? row : null });
  }
  return { isSound: findings.every(({ firstBroken }) => firstBroken === null), ...counted, findings };
}

/**
 * Reads lines and balances out of their JSON once, into temporary tables that hide the views of the same names and
 * are gone with the transaction. Their real sizes are what the planner goes by: of JSON it knows none.
 */
async function spreadViews(tx: Tx): Promise<void> {
  for (const view of ['posting', 'balance']) {
    await sql`
      create temporary table ${sql.id(view)} on commit drop as
      select * from ${sql.id('public', view)}`.execute(tx);
    await sql`analyze ${sql.id('pg_temp', view)}`.execute(tx);
  }
}

import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import { Pool } from 'pg';
import type { Result } from '../domain/values/result.ts';
import type { AccessTables } from './tables/access.ts';
import type { ApprovalTables } from './tables/approval.ts';
import type { ImportTables } from './tables/import.ts';
import type { LedgerTables } from './tables/ledger.ts';
import type { LifecycleTables } from './tables/lifecycle.ts';
import type { MemberTables } from './tables/member.ts';
import type { MessageTables } from './tables/message.ts';
import type { ProgramTables } from './tables/program.ts';
import type { RedemptionTables } from './tables/redemption.ts';
import type { ReturnTables } from './tables/return.ts';
import { columnTypes } from './column-types.ts';
import { PLANNED_BY_KEY } from './planning.ts';
import { preparing } from './prepared-statements.ts';
import { transact } from './transact.ts';

export interface Tables
  extends
    ProgramTables,
    MemberTables,
    LedgerTables,
    LifecycleTables,
    MessageTables,
    AccessTables,
    ImportTables,
    RedemptionTables,
    ReturnTables,
    ApprovalTables {}

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;
/** Either: for queries that may run inside a transaction or outside. */
export type Queryable = Database | Tx;

const STATEMENT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;

export interface DatabaseOptions {
  readonly connectionsMax?: number;
  /** For long set-based work such as `ledger verify`. */
  readonly statementTimeoutMs?: number;
  /**
   * A connection on which an answer takes longer is given up: the network may have lost it without a word. Never,
   * unless given.
   */
  readonly silenceMsMax?: number;
  /** Given the pool's state, which is the present one whenever it is read. */
  readonly onPool?: (pool: PoolState) => void;
}

/** How many connections there are, how many of them are idle, and how many requests wait for one. */
export type PoolState = Readonly<Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>>;

/**
 * Opens a pool whose connections keep the statements they have planned. A connection that breaks is dropped and
 * replaced; the work that it was in use for fails, and the process goes on.
 */
export function openDatabase<T = Tables>(
  url: string,
  {
    connectionsMax = 10,
    statementTimeoutMs = STATEMENT_TIMEOUT_MS,
    silenceMsMax,
    onPool,
  }: DatabaseOptions = {},
): Kysely<T> {
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: statementTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    options: `-c TimeZone=UTC ${PLANNED_BY_KEY}`,
    types: columnTypes,
    // Statements that do not wait for one another's answers travel together.
    pipeline: true,
    ...(silenceMsMax !== undefined && { query_timeout: silenceMsMax }),
  });
  pool.on('error', () => undefined);
  // The pool listens to idle connections only, and an error that nobody listens to ends the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  onPool?.(pool);
  return new Kysely<T>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
}

class Refused extends Error {
  readonly result: Result<never>;
  constructor(result: Result<never>) {
    super('refused');
    this.result = result;
  }
}

/**
 * Runs `work` in one READ COMMITTED transaction, or as a part of the one that `db` is. A refusal rolls back like an
 * exception, and is answered as a value.
 */
export async function inTransaction<T>(
  db: Database,
  work: (tx: Tx) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await transact(db, async (tx) => {
      const result = await work(tx);
      if (!result.ok) throw new Refused(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Refused) return error.result;
    throw error;
  }
}

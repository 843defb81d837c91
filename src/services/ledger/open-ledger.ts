import type { Tx } from '../../db/database.ts';
import { selectLots, type LotsByMember } from '../../db/queries/lots.ts';
import type { Head } from '../../db/queries/member-lock.ts';
import type { Posted } from '../../db/queries/post-transactions.ts';
import { applied } from '../../domain/ledger/apply.ts';
import { BY_LEDGER, pointsEvents, type PointsEventHead } from '../../domain/ledger/points-events.ts';
import { repayment } from '../../domain/ledger/repay.ts';
import { settleLots } from '../../domain/ledger/settle-lots.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import {
  appended,
  logWrites,
  markNewly,
  openLogs,
  type AppendOptions,
  type OpenLog,
} from '../event/member-logs.ts';
import { postWithKeys } from './post-with-keys.ts';

/** A member's ledger while the lock of the member is held: what there is, and what is to be written. */
export interface OpenLedger {
  readonly log: OpenLog;
  readonly standing: Standing;
  readonly posted: readonly Posted[];
}

/** By what a ledger is changed. */
export interface Posting {
  readonly definitions: Definitions;
  readonly now: Instant;
  /** What the members' logs say about who moved the points. */
  readonly head?: PointsEventHead;
  /** Whether what is posted may ask for a mark; left out: it may. */
  readonly marks?: AppendOptions['marks'];
}

/**
 * The ledgers of locked members, settled up to `now`: what had to vest or expire by then has done so. Lots from which
 * all has gone are missing, except those of `lotIds`.
 */
export async function openLedgers(
  tx: Tx,
  heads: ReadonlyMap<Uuid, Head>,
  posting: Posting,
  lotIds: readonly Uuid[] = [],
): Promise<Map<Uuid, OpenLedger>> {
  const logs = await openLogs(tx, posting.definitions, heads);
  return withLots(logs, await selectLots(tx, [...heads.keys()], lotIds), posting);
}

/** The ledgers of members whose logs and lots have been read. */
export function withLots(
  logs: ReadonlyMap<Uuid, OpenLog>,
  lots: LotsByMember,
  posting: Posting,
): Map<Uuid, OpenLedger> {
  const programId = posting.definitions.program.id;
  return new Map(
    [...logs].map(([memberId, log]) => {
      const { balances } = log.end.facts;
      const standing = { programId, memberId, balances, lots: lots.get(memberId) ?? [] };
      return [memberId, settle({ log, standing, posted: [] }, posting)];
    }),
  );
}

/** The ledger with what has fallen due by now. */
export function settle(ledger: OpenLedger, posting: Posting): OpenLedger {
  return settleLots(ledger.standing, posting.now).reduce((reached, transaction) => {
    const after = write(reached, transaction, posting);
    if (!after.ok) throw new Error(`transaction ${transaction.id}: ${after.refusal.detail}`);
    return after.value;
  }, ledger);
}

/** One more transaction of the member; what it makes active repays debts at once. Refuses `points_overflow`. */
export function postTo(
  ledger: OpenLedger,
  transaction: LedgerTransaction,
  posting: Posting,
): Result<OpenLedger> {
  const after = write(ledger, transaction, posting);
  if (!after.ok) return after;
  const repaid = repayment(ledger.standing, transaction, after.value.standing.balances);
  return repaid === null ? after : write(after.value, repaid, posting);
}

/** One more transaction of the member, and nothing of what it may bring about. Refuses `points_overflow`. */
export function write(
  { log, standing, posted }: OpenLedger,
  transaction: LedgerTransaction,
  { definitions, now, head = BY_LEDGER, marks = 'as_needed' }: Posting,
): Result<OpenLedger> {
  const after = applied(standing, transaction);
  if (!after.ok) return after;
  const events = pointsEvents(transaction, after.value.balances, head);
  const longer = appended(log, events, { definitions, now, marks });
  const recorded = { transaction, recordedAt: longer.end.lastRecordedAt };
  return ok({ log: longer, standing: after.value, posted: [...posted, recorded] });
}

/** Writes what was posted, the logs with their facts, and the marks; `asked` as in `postWithKeys`. */
export async function saveLedgers(
  tx: Tx,
  programId: string,
  ledgers: ReadonlyMap<Uuid, OpenLedger>,
  now: Instant,
  asked?: ReadonlyMap<string, string>,
): Promise<void> {
  const logs = new Map([...ledgers].map(([memberId, { log }]) => [memberId, log]));
  const posted = [...ledgers.values()].flatMap((ledger) => ledger.posted);
  await postWithKeys(tx, programId, posted, logWrites(programId, logs), asked);
  await markNewly(tx, logs, now);
}

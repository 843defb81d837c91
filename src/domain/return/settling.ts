import type { Reason } from '../earning/answer.ts';
import { applied } from '../ledger/apply.ts';
import { repayment } from '../ledger/repay.ts';
import type { Standing } from '../ledger/standing.ts';
import type { LedgerTransaction, TransactionHead } from '../ledger/transaction.ts';
import type { Program } from '../program/program.ts';
import type { Redemption } from '../redemption/redemption.ts';
import type { Instant } from '../values/instant.ts';
import { ok, type Result } from '../values/result.ts';
import type { GoodsReturn, RefusedPoints } from './goods-return.ts';
import type { Returned } from './match.ts';
import { withExpired, type Purchase } from './purchase.ts';

/** What a member's returns are settled from. */
export interface ReturnBooks {
  /** With every lot that a purchase was awarded, and that a redemption was spent from. */
  readonly standing: Standing;
  readonly purchases: readonly Purchase[];
  /** What was spent on orders, and is confirmed. */
  readonly redemptions: readonly Redemption[];
}

export interface ReturnTerms {
  /** The rules in force at an instant. */
  readonly inForce: (at: Instant) => Program;
  readonly now: Instant;
}

/** A part of a purchase that comes back. */
export interface ComingBack {
  readonly back: GoodsReturn;
  /** With what had come back before. */
  readonly purchase: Purchase;
  readonly returned: Returned;
}

/** The books while a return is settled, and what has been done so far. */
export interface Settling {
  readonly books: ReturnBooks;
  readonly transactions: readonly LedgerTransaction[];
  readonly reasons: readonly Reason[];
  readonly refused: readonly RefusedPoints[];
}

/** One more transaction; what it makes active repays debts at once. Refuses `points_overflow`. */
export function posted(settling: Settling, transaction: LedgerTransaction): Result<Settling> {
  const after = written(settling, transaction);
  if (!after.ok) return after;
  const repaid = repayment(settling.books.standing, transaction, after.value.books.standing.balances);
  return repaid === null ? after : written(after.value, repaid);
}

function written(settling: Settling, transaction: LedgerTransaction): Result<Settling> {
  const standing = applied(settling.books.standing, transaction);
  if (!standing.ok) return standing;
  const purchases = withExpired(settling.books.purchases, transaction);
  return ok({
    ...settling,
    books: { ...settling.books, standing: standing.value, purchases },
    transactions: [...settling.transactions, transaction],
  });
}

/** One more reason for the answer. */
export function because(settling: Settling, reason: Reason): Settling {
  return { ...settling, reasons: [...settling.reasons, reason] };
}

/** The head of a transaction that a return asks for: at the later of the two instants that it ties together. */
export function headOf({ back, purchase }: ComingBack, businessKey: string): TransactionHead {
  const { eventId, source, returnId, occurredAt } = back;
  return {
    businessKey,
    effectiveAt: occurredAt < purchase.occurredAt ? purchase.occurredAt : occurredAt,
    causeEventId: eventId,
    actor: source,
    reason: `return ${returnId}`,
  };
}

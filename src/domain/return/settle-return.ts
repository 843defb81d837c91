import type { Reason } from '../earning/answer.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import { findGoods, type FoundGoods } from './find-goods.ts';
import { giveBackSpent } from './give-back-spent.ts';
import type { GoodsReturn, OpenReason, RefusedPoints, SettledStatus } from './goods-return.ts';
import type { ComingBack, ReturnBooks, ReturnTerms, Settling } from './settling.ts';
import { takeBackEarned } from './take-back-earned.ts';

export interface SettledReturn {
  readonly books: ReturnBooks;
  readonly back: GoodsReturn & { readonly status: SettledStatus };
  /** In order; each is balanced and has a key of its own. */
  readonly transactions: readonly LedgerTransaction[];
  /** What was taken back or given back, and what was not and why. */
  readonly reasons: readonly Reason[];
}

/**
 * Settles of a return what the purchases in the books explain: what was spent on them is given back first, then what
 * they earned is taken back, each in proportion to what came back. All partial returns of a purchase together move
 * exactly what it moved. What no purchase explains stays open; asked again, only that is looked for.
 */
export function settleReturn(books: ReturnBooks, back: GoodsReturn, terms: ReturnTerms): SettledReturn {
  const goods = findGoods(books.purchases, back);
  const begun: Settling = { books, transactions: [], reasons: [], refused: back.refused };
  const settled = goods.found.reduce(
    (settling, { purchase, returned }) => takePart(settling, { back, purchase, returned }, terms),
    begun,
  );
  const { transactions, reasons, refused } = settled;
  const standing = standingOf(back, goods, refused);
  return {
    books: settled.books,
    back: { ...back, ...standing, missing: goods.missing, refused },
    transactions,
    reasons,
  };
}

function takePart(begun: Settling, coming: ComingBack, terms: ReturnTerms): Settling {
  const { purchase, returned } = coming;
  const isOnOrder = (orderId: string | null) => orderId !== null && orderId === purchase.orderId;
  const given = begun.books.redemptions
    .filter(({ status, orderId }) => status === 'confirmed' && isOnOrder(orderId))
    .reduce((settling, redemption) => giveBackSpent(settling, coming, redemption, terms), begun);
  const taken = purchase.awarded.reduce(
    (settling, { lotId }) => takeBackEarned(settling, coming, lotId, terms),
    given,
  );
  const purchases = taken.books.purchases.map((one) =>
    one.eventId === purchase.eventId ? { ...one, returned } : one,
  );
  return { ...taken, books: { ...taken.books, purchases } };
}

function standingOf(
  { status }: GoodsReturn,
  { found, reason }: FoundGoods,
  [refused]: readonly RefusedPoints[],
): { readonly status: SettledStatus; readonly reason: OpenReason | null } {
  if (refused !== undefined) return { status: 'refused', reason: refused.code };
  if (reason === null) return { status: 'settled', reason };
  const mayCome = reason === 'unknown_order' || reason === 'not_bought';
  return { status: mayCome && status === 'waiting' && found.length === 0 ? 'waiting' : 'unmatched', reason };
}

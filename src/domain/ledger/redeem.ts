import type { Instant } from '../values/instant.ts';
import { ok, type Result } from '../values/result.ts';
import { consume, type Amount } from './consume.ts';
import { memberLines, programLines } from './lines.ts';
import type { Share } from './lot.ts';
import { leaving } from './movements.ts';
import { transactionOf, type Standing } from './standing.ts';
import type { LedgerTransaction, TransactionHead } from './transaction.ts';

/**
 * Points are spent at once, as at a till: the lots that expire first give first.
 * Refuses `invalid_amount` and `insufficient_points`.
 */
export function redeem(
  standing: Standing,
  head: TransactionHead,
  amount: Amount,
  now: Instant,
): Result<{ readonly transaction: LedgerTransaction; readonly shares: readonly Share[] }> {
  const consumed = consume(standing.lots, amount, now);
  if (!consumed.ok) return consumed;
  const contents = {
    postings: [
      ...memberLines(amount.wallet, 'member_active', consumed.value, -1),
      ...programLines(amount.wallet, 'redeemed', amount.points),
    ],
    movements: consumed.value.map(leaving),
  };
  return ok({ transaction: transactionOf(standing, 'redeem', head, contents), shares: consumed.value });
}

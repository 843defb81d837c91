import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import { checkAmount, consume, type Amount } from './consume.ts';
import { memberLines, programLines } from './lines.ts';
import { leaving } from './movements.ts';
import { transactionIdOf, transactionOf, type Standing } from './standing.ts';
import type { LedgerTransaction, TransactionHead } from './transaction.ts';

/** A correction by hand: points that are added, or taken away. */
export type Adjustment =
  | ({
      readonly kind: 'add';
      /** Null: the points never expire. */
      readonly expiresAt: Instant | null;
    } & Amount)
  | ({ readonly kind: 'take' } & Amount);

/**
 * Corrects a balance by hand. What is added is active at once, in a lot of its own; what is taken comes from the lots
 * that expire first. Refuses `invalid_amount`, also for an expiry that is over, and `insufficient_points`.
 */
export function adjust(
  standing: Standing,
  head: TransactionHead,
  adjustment: Adjustment,
  now: Instant,
): Result<LedgerTransaction> {
  return adjustment.kind === 'add'
    ? add(standing, head, adjustment, now)
    : take(standing, head, adjustment, now);
}

function add(
  standing: Standing,
  head: TransactionHead,
  { wallet, points, expiresAt }: Extract<Adjustment, { kind: 'add' }>,
  now: Instant,
): Result<LedgerTransaction> {
  const valid = checkAmount({ wallet, points });
  if (!valid.ok) return valid;
  if (expiresAt !== null && expiresAt <= now) {
    return refuse('invalid_amount', 'the points would have expired already', '/expiresAt');
  }
  const id = deriveUuid('lot', transactionIdOf(standing, head.businessKey), '0');
  const shares = [{ lotId: id, points }];
  const contents = {
    postings: [
      ...memberLines(wallet, 'member_active', shares, 1),
      ...programLines(wallet, 'adjusted', -points),
    ],
    lots: [{ id, wallet, earned: points, vestsAt: null, vested: true, expiresAt }],
  };
  return ok(transactionOf(standing, 'adjust', head, contents));
}

function take(
  standing: Standing,
  head: TransactionHead,
  { wallet, points }: Amount,
  now: Instant,
): Result<LedgerTransaction> {
  const consumed = consume(standing.lots, { wallet, points }, now);
  if (!consumed.ok) return consumed;
  const contents = {
    postings: [
      ...memberLines(wallet, 'member_active', consumed.value, -1),
      ...programLines(wallet, 'adjusted', points),
    ],
    movements: consumed.value.map(leaving),
  };
  return ok(transactionOf(standing, 'adjust', head, contents));
}

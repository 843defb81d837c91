import { formatInstant, type Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import { checkAmount, consume, type Amount } from './consume.ts';
import { giveBack, type Revival } from './give-back.ts';
import { memberLines, programLines, sumOf } from './lines.ts';
import { hasExpired, splitShares, type Share } from './lot.ts';
import { holding, summed, unheld } from './movements.ts';
import { transactionIdOf, transactionOf, type Standing } from './standing.ts';
import type { LedgerTransaction, TransactionHead } from './transaction.ts';

/** Points that are reserved for a redemption. */
export interface Hold {
  readonly wallet: string;
  /** By lot, in the order in which they are to be spent. */
  readonly shares: readonly Share[];
  /** From here on it can no longer be captured; null: never. */
  readonly expiresAt: Instant | null;
}

/**
 * The first phase: reserves points, those that expire first. Held points neither vest nor expire.
 * Refuses `invalid_amount` and `insufficient_points`.
 */
export function hold(
  standing: Standing,
  head: TransactionHead,
  amount: Amount,
  now: Instant,
): Result<{ readonly transaction: LedgerTransaction; readonly shares: readonly Share[] }> {
  const consumed = consume(standing.lots, amount, now);
  if (!consumed.ok) return consumed;
  const shares = consumed.value;
  const transaction = transactionOf(standing, 'hold', head, {
    postings: [
      ...memberLines(amount.wallet, 'member_active', shares, -1),
      ...memberLines(amount.wallet, 'member_held', shares, 1),
    ],
    movements: shares.map(holding),
  });
  return ok({ transaction, shares });
}

/** How a hold ends. That it ends once is for its permanent key to guarantee, which both ways share. */
export interface Resolution {
  readonly hold: Hold;
  readonly revival: Revival;
  readonly now: Instant;
}

/**
 * The second phase: spends `points` of what is held, all of it unless told otherwise, and gives back the rest.
 * Refuses `invalid_amount`, `capture_exceeds_hold`, and `hold_expired` from its instant on.
 */
export function capture(
  standing: Standing,
  head: TransactionHead,
  { hold: held, revival, now }: Resolution,
  points = sumOf(held.shares),
): Result<{ readonly transaction: LedgerTransaction; readonly spent: readonly Share[] }> {
  const { wallet, shares, expiresAt } = held;
  const valid = checkAmount({ wallet, points });
  if (!valid.ok) return valid;
  if (expiresAt !== null && hasExpired(expiresAt, now)) {
    return refuse('hold_expired', `the points were held until ${formatInstant(expiresAt)}`);
  }
  if (points > sumOf(shares)) {
    return refuse('capture_exceeds_hold', `${points} cannot be taken of the ${sumOf(shares)} that are held`);
  }
  const [spent, rest] = splitShares(shares, points);
  const returned = released(standing, head, { wallet, shares: rest, revival, now });
  const transaction = transactionOf(standing, 'capture', head, {
    ...returned,
    postings: [
      ...memberLines(wallet, 'member_held', spent, -1),
      ...programLines(wallet, 'redeemed', points),
      ...returned.postings,
    ],
    movements: summed([...spent.map(unheld), ...returned.movements]),
  });
  return ok({ transaction, spent });
}

/** Gives back all that is held, in time or after it. */
export function release(
  standing: Standing,
  head: TransactionHead,
  { hold: { wallet, shares }, revival, now }: Resolution,
): LedgerTransaction {
  return transactionOf(standing, 'release', head, released(standing, head, { wallet, shares, revival, now }));
}

interface Release {
  readonly wallet: string;
  readonly shares: readonly Share[];
  readonly revival: Revival;
  readonly now: Instant;
}

function released(standing: Standing, { businessKey }: TransactionHead, input: Release) {
  const transactionId = transactionIdOf(standing, businessKey);
  const returned = giveBack({ ...input, transactionId, lots: standing.lots });
  return {
    lots: returned.lots,
    postings: [...memberLines(input.wallet, 'member_held', input.shares, -1), ...returned.postings],
    movements: summed([...input.shares.map(unheld), ...returned.movements]),
  };
}

import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import { consume, type Amount } from './consume.ts';
import { memberLines, programLines } from './lines.ts';
import type { Lot, Share } from './lot.ts';
import { leaving } from './movements.ts';
import { transactionIdOf, transactionOf, type Standing } from './standing.ts';
import type { LedgerTransaction, NewLot, TransactionHead } from './transaction.ts';

/** Both sides of what passes between two members; together they leave nothing `transferred`. */
export interface BothSides {
  readonly out: LedgerTransaction;
  readonly into: LedgerTransaction;
}

/** The head of each side: two transactions, two permanent keys. */
export interface BothHeads {
  readonly out: TransactionHead;
  readonly into: TransactionHead;
}

/**
 * Active points pass from one member to another and keep their expiry; those that expire first go first.
 * Refuses `same_member`, `invalid_amount` and `insufficient_points`.
 */
export function transfer(
  from: Standing,
  into: Standing,
  heads: BothHeads,
  amount: Amount,
  now: Instant,
): Result<BothSides> {
  if (from.memberId === into.memberId)
    return refuse('same_member', 'a member cannot transfer points to themselves');
  const consumed = consume(from.lots, amount, now);
  if (!consumed.ok) return consumed;
  const { wallet, points } = amount;
  const shares = consumed.value;
  const out = transactionOf(from, 'transfer', heads.out, {
    counterpart: into.memberId,
    postings: [
      ...memberLines(wallet, 'member_active', shares, -1),
      ...programLines(wallet, 'transferred', points),
    ],
    movements: shares.map(leaving),
  });
  const lots = carriedLots(into, heads.into, shares, from.lots);
  const arrived = lots.map(({ id, earned }) => ({ lotId: id, points: earned }));
  const arrival = transactionOf(into, 'transfer', heads.into, {
    counterpart: from.memberId,
    postings: [
      ...programLines(wallet, 'transferred', -points),
      ...memberLines(wallet, 'member_active', arrived, 1),
    ],
    lots,
  });
  return ok({ out, into: arrival });
}

/** Lots of the receiving member for points of another's, with the vesting and expiry that these had. */
export function carriedLots(
  into: Standing,
  { businessKey }: TransactionHead,
  shares: readonly Share[],
  lots: readonly Lot[],
): readonly NewLot[] {
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  const transactionId = transactionIdOf(into, businessKey);
  return shares.map(({ lotId, points }) => {
    const origin = byId.get(lotId);
    if (origin === undefined) throw new Error(`lot ${lotId} is not among those of its member`);
    const { wallet, vestsAt, vested, expiresAt } = origin;
    const id = deriveUuid('lot', transactionId, 'carried', lotId);
    return { id, wallet, earned: points, vestsAt, vested, expiresAt, origin: lotId };
  });
}

import type { Result } from '../values/result.ts';
import { ok } from '../values/result.ts';
import type { Lot } from './lot.ts';
import { post } from './post.ts';
import type { Standing } from './standing.ts';
import type { LedgerTransaction, LotMovement, NewLot } from './transaction.ts';

/**
 * What the member has after one more transaction of theirs: balances and lots. Lots that the standing lacks are passed
 * over. Refuses `points_overflow`; a transaction that takes from a lot what is not there is a bug and throws.
 */
export function applied(standing: Standing, transaction: LedgerTransaction): Result<Standing> {
  const posted = post(standing.balances, transaction);
  if (!posted.ok) return posted;
  return ok({ ...standing, balances: posted.value, lots: lotsAfter(standing.lots, transaction) });
}

/** The lots that were there as the transaction leaves them, then those that it makes. */
export function lotsAfter(lots: readonly Lot[], transaction: LedgerTransaction): readonly Lot[] {
  const movements = new Map(transaction.movements.map((movement) => [movement.lotId, movement]));
  const vested = new Set(transaction.vestedLots);
  const made = transaction.lots.map((lot) => newLot(lot, transaction));
  return [...lots, ...made].map((lot) => moved(lot, movements.get(lot.id), vested.has(lot.id)));
}

function newLot(
  { id, wallet, earned, vestsAt, vested, expiresAt }: NewLot,
  { effectiveAt }: LedgerTransaction,
): Lot {
  return { id, wallet, remaining: earned, held: 0, earnedAt: effectiveAt, vestsAt, vested, expiresAt };
}

function moved(lot: Lot, movement: LotMovement | undefined, vests: boolean): Lot {
  if (movement === undefined && !vests) return lot;
  const remaining = lot.remaining + (movement?.remaining ?? 0);
  const held = lot.held + (movement?.held ?? 0);
  if (remaining < 0 || held < 0) throw new Error(`lot ${lot.id} comes to ${remaining} and ${held} held`);
  return { ...lot, remaining, held, vested: lot.vested || vests };
}

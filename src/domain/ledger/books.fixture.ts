import type { Balances } from './balance.ts';
import { post } from './post.ts';
import type { Lot } from './settle-lots.ts';
import type { LedgerTransaction } from './transaction.ts';

/** One member's ledger in memory: what the tables hold after some transactions. */
export interface Books {
  readonly balances: Balances;
  readonly lots: readonly Lot[];
  readonly journal: readonly LedgerTransaction[];
}

export const EMPTY_BOOKS: Books = { balances: {}, lots: [], journal: [] };

/** The books after one more transaction; one that is refused is a mistake of the test. */
export function booked({ balances, lots, journal }: Books, transaction: LedgerTransaction): Books {
  const posted = post(balances, transaction);
  if (!posted.ok) throw new Error(posted.refusal.detail);
  const kept = lots.map(({ id, wallet, remaining, vestsAt, vested, expiresAt }) => ({
    id,
    wallet,
    remaining: remaining + (transaction.movements.find(({ lotId }) => lotId === id)?.delta ?? 0),
    vestsAt,
    vested: vested || transaction.vestedLots.includes(id),
    expiresAt,
  }));
  const made = transaction.lots.map(({ id, wallet, earned, vestsAt, vested, expiresAt }) => ({
    id,
    wallet,
    remaining: earned,
    vestsAt,
    vested,
    expiresAt,
  }));
  return { balances: posted.value, lots: [...kept, ...made], journal: [...journal, transaction] };
}

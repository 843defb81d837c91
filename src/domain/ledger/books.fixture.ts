import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { Refusal, Result } from '../values/result.ts';
import { applied } from './apply.ts';
import { award } from './award.ts';
import { repayment } from './repay.ts';
import type { Owner, Standing } from './standing.ts';
import type { LedgerTransaction, TransactionHead } from './transaction.ts';

/** One member's ledger in memory: what the tables hold after some transactions. */
export interface Books extends Standing {
  readonly journal: readonly LedgerTransaction[];
}

export function emptyBooks(owner: Owner): Books {
  return { ...owner, balances: {}, lots: [], journal: [] };
}

/** Somebody to whom nothing has happened yet. */
export const NOBODY = emptyBooks({ programId: 'corner-coffee', memberId: deriveUuid('member') });

/** The books after one more transaction; one that is refused is a mistake of the test. */
export function booked(books: Books, transaction: LedgerTransaction): Books {
  const after = applied(books, transaction);
  if (!after.ok) throw new Error(after.refusal.detail);
  return { ...after.value, journal: [...books.journal, transaction] };
}

/** The same, and what it made active repays debts, as the services do. */
export function bookedAndRepaid(books: Books, transaction: LedgerTransaction): Books {
  const after = booked(books, transaction);
  const repaid = repayment(books, transaction, after.balances);
  return repaid === null ? after : booked(after, repaid);
}

/** A head whose key is a word. */
export function headOf(word: string, effectiveAt: Instant): TransactionHead {
  return { businessKey: `test:${word}`, effectiveAt, causeEventId: null, actor: 'test', reason: null };
}

interface AwardedLot {
  readonly points: number;
  readonly wallet?: string;
  readonly vestsAt?: Instant | null;
  readonly expiresAt?: Instant | null;
}

/** The books after an award of one lot, whose id is told too; the word makes its key. */
export function awarded(
  books: Books,
  word: string,
  at: Instant,
  { points, wallet = 'beans', vestsAt = null, expiresAt = null }: AwardedLot,
): readonly [books: Books, lotId: Uuid] {
  const { programId, memberId } = books;
  const lines = [{ wallet, points, rule: 'base', vestsAt, expiresAt }];
  const transaction = award({ ...headOf(word, at), programId, memberId, lines, now: at });
  return [bookedAndRepaid(books, transaction), deriveUuid('lot', transaction.id, '0')];
}

/** The value of a result; a refusal is a mistake of the test. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

/** The code of a refusal; success is a mistake of the test. */
export function codeOf(result: Result<unknown>): Refusal['code'] {
  if (result.ok) throw new Error('was not refused');
  return result.refusal.code;
}

import type { Posting } from '../../domain/ledger/transaction.ts';
import { UnreadableJson } from './format.ts';

/** `ledger_transaction.postings`: the lines in order, which the view `posting` shows as rows. */
export function readPostings(stored: unknown): readonly Posting[] {
  if (!isPostings(stored)) throw new UnreadableJson('postings', 'no list');
  return stored;
}

/** As `readPostings` reads them. */
export function writePostings(postings: readonly Posting[]): string {
  return JSON.stringify(postings);
}

/** Only its shape is looked at, as of all JSON that this program wrote. */
function isPostings(stored: unknown): stored is readonly Posting[] {
  return Array.isArray(stored);
}

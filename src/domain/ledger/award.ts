import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { transactionIdOf, transactionOf, type Owner } from './standing.ts';
import type { LedgerTransaction, NewLot, Posting, TransactionHead } from './transaction.ts';

/** Points of one award to one wallet; they become a lot of their own. */
export interface AwardLine {
  readonly wallet: string;
  /** Above zero. */
  readonly points: number;
  /** The earn rule or journey node that awards them. */
  readonly rule: string | null;
  /** Null: active at once. */
  readonly vestsAt: Instant | null;
  /** Null: never. */
  readonly expiresAt: Instant | null;
}

/** `effectiveAt` is when what is rewarded happened. */
export interface NewAward extends TransactionHead, Owner {
  /** At least one. */
  readonly lines: readonly AwardLine[];
  /** Points whose `vestsAt` is not after this are active at once. Points that have expired by then are left to the sweep. */
  readonly now: Instant;
}

/** Points come from what the program issued: pending while they have to vest, else active; one lot for each line. */
export function award(issue: NewAward): LedgerTransaction {
  return issued('award', 'issued', issue);
}

/** The balance that a member brings along from elsewhere: like an award, but nothing that this program issued. */
export function openBalance(issue: NewAward): LedgerTransaction {
  return issued('opening', 'opened', issue);
}

function issued(
  kind: 'award' | 'opening',
  from: 'issued' | 'opened',
  { lines, now, programId, memberId, ...head }: NewAward,
): LedgerTransaction {
  const owner = { programId, memberId };
  const id = transactionIdOf(owner, head.businessKey);
  const lots: NewLot[] = lines.map(({ wallet, points, vestsAt, expiresAt }, line) => ({
    id: deriveUuid('lot', id, String(line)),
    wallet,
    earned: points,
    vestsAt,
    vested: vestsAt === null || vestsAt <= now,
    expiresAt,
  }));
  const postings = lots.flatMap(({ id: lotId, wallet, earned, vested }, line): Posting[] => {
    const rule = lines[line]?.rule ?? null;
    const account = vested ? 'member_active' : 'member_pending';
    return [
      { wallet, account, amount: earned, lotId, rule },
      { wallet, account: from, amount: -earned, lotId: null, rule },
    ];
  });
  return transactionOf(owner, kind, head, { postings, lots });
}

import type { Cause, NewEvent, Origin } from '../event/member-event.ts';
import { assertNever } from '../values/assert-never.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import { balanceOf, type Balances } from './balance.ts';
import type { LedgerTransaction, Posting } from './transaction.ts';

/** What the events of a transaction carry besides what the transaction itself says. */
export interface PointsEventHead {
  readonly origin: Origin;
  readonly source: string;
  readonly cause: Cause | null;
  readonly decidedAfter: number | null;
}

/** For what the ledger does by itself. */
export const BY_LEDGER: PointsEventHead = {
  origin: 'ledger',
  source: 'ledger',
  cause: null,
  decidedAfter: null,
};

/**
 * The events by which a transaction appears in the member's log: `points_earned` for each lot, `points_vested` for each
 * wallet, `points_expired` for each wallet and state. Their data: `{ wallet, amount, state, balance, rule?, lot? }`;
 * `state` is where the points went (`active`, `pending`) or expired from, `balance` the wallet's after the whole
 * transaction. Folding the events changes the balances by exactly what the transaction does.
 */
export function pointsEvents(
  transaction: LedgerTransaction,
  after: Balances,
  { origin, source, cause, decidedAfter }: PointsEventHead,
): readonly NewEvent[] {
  const type = TYPES[transaction.kind];
  return movedPoints(transaction).map(({ wallet, amount, state, rule, lot }, index) => ({
    id: deriveUuid('event', transaction.id, type, String(index)),
    type,
    occurredAt: transaction.effectiveAt,
    origin,
    source,
    cause,
    decidedAfter,
    data: {
      wallet,
      amount,
      state,
      balance: { ...balanceOf(after, wallet) },
      ...(rule === null ? {} : { rule }),
      ...(lot === null ? {} : { lot }),
    },
  }));
}

const TYPES = { award: 'points_earned', vest: 'points_vested', expire: 'points_expired' } as const;

interface MovedPoints {
  readonly wallet: string;
  readonly amount: number;
  readonly state: 'active' | 'pending';
  readonly rule: string | null;
  readonly lot: Uuid | null;
}

function movedPoints({ kind, postings }: LedgerTransaction): readonly MovedPoints[] {
  const ofMember = postings.filter(({ account }) => account.startsWith('member_'));
  switch (kind) {
    case 'award':
      return ofMember.map(movedBy);
    case 'vest':
      return summed(ofMember.filter(({ account }) => account === 'member_active'));
    case 'expire':
      return summed(ofMember);
    default:
      return assertNever(kind);
  }
}

function movedBy({ wallet, account, amount, rule, lotId }: Posting): MovedPoints {
  const state = account === 'member_pending' ? 'pending' : 'active';
  return { wallet, amount: Math.abs(amount), state, rule, lot: lotId };
}

/** One for each wallet and state, in the order in which they first appear. */
function summed(postings: readonly Posting[]): readonly MovedPoints[] {
  const sums = new Map<string, MovedPoints>();
  for (const posting of postings) {
    const moved = movedBy(posting);
    const key = `${moved.wallet}/${moved.state}`;
    const amount = (sums.get(key)?.amount ?? 0) + moved.amount;
    sums.set(key, { ...moved, amount, rule: null, lot: null });
  }
  return [...sums.values()];
}

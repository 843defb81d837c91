import type { Cause, NewEvent, Origin } from '../event/member-event.ts';
import { assertNever } from '../values/assert-never.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import { balanceOf, type Balance, type Balances } from './balance.ts';
import { changeIn, walletsOf } from './post.ts';
import type { LedgerTransaction, Posting, ProgramAccount, TransactionKind } from './transaction.ts';

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
 * The events by which a transaction appears in the member's log: `points_earned` for each lot, one for each wallet and
 * state that points vest or expire from, and one for each wallet of all other kinds. Their data: `{ wallet, amount,
 * state, balance, change?, rule?, lot? }`; `state` is where the points went (`active`, `pending`) or came from,
 * `balance` the wallet's after the whole transaction, `change` what the event does to the balance where type, amount
 * and state do not say it. Folding the events changes the balances by exactly what the transaction does.
 */
export function pointsEvents(
  transaction: LedgerTransaction,
  after: Balances,
  { origin, source, cause, decidedAfter }: PointsEventHead,
): readonly NewEvent[] {
  const type = eventTypeOf(transaction);
  return movedPoints(transaction).map(({ wallet, amount, state, change, rule, lot }, index) => ({
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
      ...(change === null ? {} : { change: { ...change } }),
      ...(rule === null ? {} : { rule }),
      ...(lot === null ? {} : { lot }),
    },
  }));
}

/** What is taken back of an award is `points_reversed`, what is taken back of a redemption `points_given_back`. */
function eventTypeOf({ kind, postings }: LedgerTransaction): string {
  const givesBack = kind === 'reverse' && postings.some(({ account }) => account === 'redeemed');
  return givesBack ? GIVEN_BACK : TYPES[kind];
}

const TYPES = {
  opening: 'balance_opened',
  award: 'points_earned',
  vest: 'points_vested',
  hold: 'points_held',
  capture: 'points_redeemed',
  release: 'points_released',
  redeem: 'points_redeemed',
  expire: 'points_expired',
  reverse: 'points_reversed',
  repay: 'points_repaid',
  transfer: 'points_transferred',
  adjust: 'points_adjusted',
  merge: 'points_merged',
} as const satisfies Record<TransactionKind, string>;

const GIVEN_BACK = 'points_given_back';

/** The types of all events that change a balance. */
export const POINTS_EVENTS: readonly string[] = [...new Set(Object.values(TYPES)), GIVEN_BACK];

interface MovedPoints {
  readonly wallet: string;
  readonly amount: number;
  readonly state: 'active' | 'pending';
  readonly change: Balance | null;
  readonly rule: string | null;
  readonly lot: Uuid | null;
}

function movedPoints(transaction: LedgerTransaction): readonly MovedPoints[] {
  const { kind, postings } = transaction;
  const ofMember = postings.filter(({ account }) => account.startsWith('member_'));
  switch (kind) {
    case 'award':
      return ofMember.map(movedBy);
    case 'vest':
      return summed(ofMember.filter(({ account }) => account === 'member_active'));
    case 'expire':
      return summed(ofMember);
    case 'opening':
    case 'hold':
    case 'capture':
    case 'release':
    case 'redeem':
    case 'reverse':
    case 'repay':
    case 'transfer':
    case 'adjust':
    case 'merge':
      return walletsOf(transaction).map((wallet) => changedWallet(wallet, kind, postings));
    default:
      return assertNever(kind);
  }
}

type WholeWalletKind = Exclude<TransactionKind, 'award' | 'vest' | 'expire'>;

function changedWallet(wallet: string, kind: WholeWalletKind, postings: readonly Posting[]): MovedPoints {
  const lines = postings.filter((posting) => posting.wallet === wallet);
  const change = changeIn(wallet, lines);
  const state = change.pending === 0 ? 'active' : 'pending';
  return { wallet, amount: amountOf(kind, change, lines), state, change, rule: null, lot: null };
}

/** What was held, spent, taken back, or moved; never below zero. */
function amountOf(kind: WholeWalletKind, change: Balance, lines: readonly Posting[]): number {
  const sumOf = (account: ProgramAccount) =>
    lines.reduce((sum, line) => (line.account === account ? sum + line.amount : sum), 0);
  switch (kind) {
    case 'hold':
    case 'release':
      return Math.abs(change.held);
    case 'repay':
      return Math.abs(change.debt);
    case 'capture':
    case 'redeem':
      return sumOf('redeemed');
    case 'reverse':
      return Math.abs(sumOf('reversed') + sumOf('redeemed'));
    case 'opening':
    case 'transfer':
    case 'adjust':
    case 'merge':
      return Math.abs(change.active + change.pending);
    default:
      return assertNever(kind);
  }
}

function movedBy({ wallet, account, amount, rule, lotId }: Posting): MovedPoints {
  const state = account === 'member_pending' ? 'pending' : 'active';
  return { wallet, amount: Math.abs(amount), state, change: null, rule, lot: lotId };
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

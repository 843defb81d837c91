import type { Answer, Reason } from '../earning/answer.ts';
import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import type { Instant } from '../values/instant.ts';
import { goodsReturn, isOpen, returnEvents, type GoodsReturn, type SettledStatus } from './goods-return.ts';
import { purchaseOf } from './purchase.ts';
import { settleReturn, type SettledReturn } from './settle-return.ts';
import type { ReturnBooks, ReturnTerms } from './settling.ts';

/** The books with the returns that no purchase has explained yet. */
export interface MemberReturns extends ReturnBooks {
  readonly open: readonly GoodsReturn[];
}

/** A purchase or a return as it stands in the log. */
export interface RecordedGoods {
  readonly event: Pick<MemberEvent, 'id' | 'type' | 'seq' | 'source' | 'occurredAt' | 'data'>;
  /** What it earned. */
  readonly award: LedgerTransaction | null;
}

/** One return that was settled, or looked at; with the events that tell of it, after those of its transactions. */
export interface SettlingStep extends Omit<SettledReturn, 'books'> {
  readonly events: readonly NewEvent[];
}

export interface SettledAfterEvent {
  readonly returns: MemberReturns;
  readonly steps: readonly SettlingStep[];
  /** What became of the event, when it is a return. */
  readonly returned: SettledStatus | null;
}

/** Whether settling can follow: then the ledger has to be settled up to now before. */
export function asksForSettling({ open }: MemberReturns, { type }: RecordedGoods['event']): boolean {
  return type === 'return' || (type === 'purchase' && open.length > 0);
}

/**
 * What follows from an event that has just been recorded: a return is settled against the purchases there are, and a
 * purchase settles returns that have been waiting for it, the earliest first.
 */
export function settleAfterEvent(
  before: MemberReturns,
  { event, award }: RecordedGoods,
  terms: ReturnTerms,
): SettledAfterEvent {
  if (event.type === 'purchase') {
    return settleOpen(withPurchase(before, event, award), event.occurredAt, terms);
  }
  if (event.type !== 'return') return { returns: before, steps: [], returned: null };
  const { books, ...step } = settleReturn(before, goodsReturn(event), terms);
  const open = isOpen(step.back) ? [...before.open, step.back] : before.open;
  const events = returnEvents(null, step.back, event.occurredAt);
  return { returns: { ...books, open }, steps: [{ ...step, events }], returned: step.back.status };
}

function withPurchase(
  returns: MemberReturns,
  event: RecordedGoods['event'],
  award: LedgerTransaction | null,
): MemberReturns {
  return { ...returns, purchases: [...returns.purchases, purchaseOf(event, award)] };
}

function settleOpen(before: MemberReturns, arrived: Instant, terms: ReturnTerms): SettledAfterEvent {
  const steps: SettlingStep[] = [];
  let books: ReturnBooks = before;
  const inTime = before.open.toSorted(
    (a, b) => a.occurredAt - b.occurredAt || (a.eventId < b.eventId ? -1 : 1),
  );
  for (const waiting of inTime) {
    const { books: after, ...step } = settleReturn(books, waiting, terms);
    books = after;
    const at = waiting.occurredAt < arrived ? arrived : waiting.occurredAt;
    steps.push({ ...step, events: returnEvents(waiting, step.back, at) });
  }
  const open = steps.map(({ back }) => back).filter(isOpen);
  return { returns: { ...books, open }, steps, returned: null };
}

/** The answer to the event with what its returns moved; `balances` are those after all. */
export function answerWith(
  answer: Answer,
  { steps, returned }: SettledAfterEvent,
  balances: Answer['balances'],
): Answer {
  const reasons = steps.flatMap((step) => step.reasons);
  return {
    ...answer,
    points: reasons.reduce(movedBy, answer.points),
    balances: { ...answer.balances, ...balances },
    reasons: [...answer.reasons, ...reasons],
    ...(returned === null ? {} : { returned }),
  };
}

function movedBy(points: Answer['points'], { wallet, points: moved }: Reason): Answer['points'] {
  return wallet === null || moved === 0 ? points : { ...points, [wallet]: (points[wallet] ?? 0) + moved };
}

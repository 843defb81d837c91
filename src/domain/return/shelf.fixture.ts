import type { Answer } from '../earning/answer.ts';
import type { EarnRule } from '../earning/earn-rule.ts';
import { emptyLog, recordEvent, type LogEnd } from '../event/record-event.ts';
import { emptyBooks, bookedAndRepaid, booked, type Books } from '../ledger/books.fixture.ts';
import { composeDefinitions } from '../lifecycle/compose-definitions.ts';
import type { Program } from '../program/program.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { answerWith, settleAfterEvent, type MemberReturns } from './settle-after-event.ts';

const NOW = at('2026-11-26');

const tenth: EarnRule = {
  id: 'a-point-for-ten-cents',
  upon: { type: 'purchase', where: [] },
  who: null,
  award: [{ kind: 'perAmount', wallet: 'beans', points: 1, minor: 10, basis: 'net', rounding: 'down' }],
};

const program: Program = {
  id: 'corner-coffee',
  currency: 'EUR',
  zone: UTC,
  wallets: { beans: { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } } },
  attributes: {},
  topics: [],
  earn: [tenth],
};

const definitions = composeDefinitions({ revision: 1, publishedAt: NOW, program, journeys: [], older: [] });

/** A member in memory to whom goods are sold and from whom they come back. */
export interface Shelf {
  readonly end: LogEnd;
  readonly books: Books;
  readonly returns: Omit<MemberReturns, 'standing'>;
  /** Of the last event. */
  readonly answer: Answer | null;
}

const memberId = deriveUuid('member');

export const EMPTY_SHELF: Shelf = {
  end: emptyLog(memberId, definitions.watched, NOW),
  books: emptyBooks({ programId: program.id, memberId }),
  returns: { purchases: [], redemptions: [], open: [] },
  answer: null,
};

export interface Arrival {
  readonly id: string;
  readonly type: 'purchase' | 'return';
  readonly occurredAt?: Instant;
  readonly data: JsonObject;
}

/** What is there after one more event has arrived; one that is refused is a mistake of the test. */
export function arrived(shelf: Shelf, { id, type, occurredAt = NOW, data }: Arrival): Shelf {
  const event = { externalId: id, source: 'till', type, member: { id: memberId }, occurredAt, data };
  const recorded = recordEvent({ member: shelf.end, event, definitions, now: NOW });
  if (!recorded.ok) throw new Error(recorded.refusal.detail);
  const { end, events, transaction: award, answer } = recorded.value;
  const [logged] = events;
  if (logged === undefined) throw new Error('nothing was recorded');
  const books = award === null ? shelf.books : bookedAndRepaid(shelf.books, award);
  const settled = settleAfterEvent(
    { ...shelf.returns, standing: books },
    { event: logged, award },
    { inForce: () => program, now: NOW },
  );
  const after = settled.steps.flatMap(({ transactions }) => transactions).reduce(booked, books);
  const { balances } = after;
  return {
    end: { ...end, facts: { ...end.facts, balances } },
    books: after,
    returns: settled.returns,
    answer: answerWith(answer, settled, balances),
  };
}

/** An article on a purchase or a return. */
export interface Article {
  readonly sku: string;
  readonly quantity: number;
  readonly minor: number;
}

export function purchaseOfGoods(orderId: string, articles: readonly Article[]): Arrival {
  const totalMinor = articles.reduce((sum, { minor }) => sum + minor, 0);
  return {
    id: `purchase-${orderId}`,
    type: 'purchase',
    data: { orderId, total: euro(totalMinor), lines: linesOf(articles) },
  };
}

export function returnOfGoods(
  returnId: string,
  orderId: string | null,
  articles: readonly Article[],
): Arrival {
  const order = orderId === null ? {} : { orderId };
  const lines = articles.length === 0 ? {} : { lines: linesOf(articles) };
  return { id: returnId, type: 'return', data: { returnId, ...order, ...lines } };
}

function linesOf(articles: readonly Article[]): readonly JsonObject[] {
  return articles.map(({ sku, quantity, minor }) => ({ sku, quantity, amount: euro(minor) }));
}

function euro(amountMinor: number): JsonObject {
  return { amountMinor, currency: 'EUR' };
}

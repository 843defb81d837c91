import { describe, expect, it } from 'vitest';
import { composeDefinitions } from '../lifecycle/compose-definitions.ts';
import { noFacts } from '../lifecycle/evolve.ts';
import type { Program } from '../program/program.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import type { JsonObject } from '../values/json.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { recordEvent, type LogEnd } from './record-event.ts';

const NOW = at('2026-11-22T10:00:00Z');

const program: Program = {
  id: 'corner-coffee',
  currency: 'EUR',
  zone: UTC,
  wallets: { beans: { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } } },
  attributes: {},
  topics: ['offers'],
  earn: [
    {
      id: 'first-100',
      upon: { type: 'purchase', where: [] },
      who: { kind: 'balance', wallet: 'beans', state: 'active', test: { below: 1 } },
      award: [{ kind: 'fixed', wallet: 'beans', points: 100 }],
    },
  ],
};

const definitions = composeDefinitions({
  revision: 1,
  publishedAt: NOW,
  program,
  journeys: [],
  older: [],
});

const EMPTY_LOG: LogEnd = {
  memberId: deriveUuid('member'),
  lastSeq: 0,
  lastRecordedAt: NOW,
  facts: noFacts(definitions.watched),
};

function incoming(type: string, data: JsonObject): IncomingEvent {
  const member = { id: EMPTY_LOG.memberId };
  return { externalId: 'order-1', source: 'till', type, member, occurredAt: NOW, data };
}

const PURCHASE = incoming('purchase', { orderId: '1', total: { amountMinor: 500, currency: 'EUR' } });

function record(event: IncomingEvent, member = EMPTY_LOG) {
  return recordEvent({ member, event, definitions, now: NOW });
}

describe('recording an event', () => {
  it('makes the same ids whenever it is done', () => {
    const again = recordEvent({ member: EMPTY_LOG, event: PURCHASE, definitions, now: at('2026-12-01') });
    const ids = (recorded: ReturnType<typeof record>) =>
      recorded.ok && [recorded.value.transaction?.id, ...recorded.value.events.map(({ id }) => id)];
    expect(ids(again)).toEqual(ids(record(PURCHASE)));
  });

  it('asks who with the facts before it, so it cannot make itself eligible, or the next one', () => {
    const first = record(PURCHASE);
    if (!first.ok) throw new Error(first.refusal.detail);
    const second = record({ ...PURCHASE, externalId: 'order-2' }, first.value.end);
    expect(first.value.answer).toMatchObject({ points: { beans: 100 }, reasons: [{ because: 'awarded' }] });
    expect(second).toMatchObject({
      value: { transaction: null, answer: { points: {}, reasons: [{ because: 'not_eligible' }] } },
    });
  });

  it('folds the event and what it earned into the facts at the new end', () => {
    const recorded = record(PURCHASE);
    expect(recorded).toMatchObject({
      value: {
        end: {
          lastSeq: 2,
          facts: {
            folded: 2,
            occurrences: { purchase: { count: 1 }, points_earned: { count: 1 } },
            balances: { beans: { active: 100, lifetime: 100 } },
          },
        },
      },
    });
  });

  it('is recorded no earlier than the event before it', () => {
    const lastRecordedAt = at('2026-11-22T10:00:07Z');
    const recorded = record(PURCHASE, { ...EMPTY_LOG, lastSeq: 41, lastRecordedAt });
    expect(recorded).toMatchObject({
      value: {
        events: [
          { seq: 42, recordedAt: lastRecordedAt },
          { seq: 43, recordedAt: lastRecordedAt },
        ],
      },
    });
  });
});

describe('a return', () => {
  const line = { sku: 'beans-250', quantity: 1, amount: { amountMinor: 500, currency: 'EUR' } };

  it.each([
    ['only its id', { returnId: 'r-1' }],
    ['all there is', { returnId: 'r-1', orderId: '1', total: line.amount, lines: [line] }],
  ])('may have %s', (_name, data) => {
    expect(record(incoming('return', data))).toMatchObject({ ok: true });
  });

  it.each([
    ['without an id', {}, 'invalid_input', '/data/returnId'],
    ['of an order without a name', { returnId: 'r-1', orderId: 7 }, 'invalid_input', '/data/orderId'],
    [
      'in another currency',
      { returnId: 'r-1', total: { amountMinor: 1, currency: 'USD' } },
      'wrong_currency',
      '/data/total/currency',
    ],
    [
      'of a line without goods',
      { returnId: 'r-1', lines: [line, { ...line, sku: '' }] },
      'invalid_input',
      '/data/lines/1/sku',
    ],
    ['of lines that are no list', { returnId: 'r-1', lines: 'all' }, 'invalid_input', '/data/lines'],
  ])('%s is refused', (_name, data, code, pointer) => {
    expect(record(incoming('return', data))).toMatchObject({ ok: false, refusal: { code, pointer } });
  });
});

it('a consent on a channel that does not exist is refused', () => {
  const consent = incoming('consent_given', { topic: 'offers', channel: 'pigeon' });
  expect(record(consent)).toMatchObject({ refusal: { code: 'invalid_input', pointer: '/data/channel' } });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/values/instant.ts';
import { EVENTS_PER_TRANSACTION_MAX, recordEvents } from '../../src/services/event/record-events.ts';
import { later, NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';
import { countingStatements } from './counting-statements.ts';

const shop = withShop();
let ann: Uuid;
let bob: Uuid;

beforeAll(async () => {
  [ann, bob] = await enrolTwo();
});

async function enrolTwo(): Promise<[Uuid, Uuid]> {
  const [first, second] = await shop().enrol(['ann', 'bob']);
  if (first === undefined || second === undefined) throw new Error('two members were enrolled');
  return [first, second];
}

async function record(...events: readonly IncomingEvent[]) {
  return recordEvents(shop().ctx(), PROGRAM, events);
}

function purchaseBy(externalId: string): IncomingEvent {
  return purchase({ member: { externalId } });
}

async function logOf(memberId: Uuid) {
  return shop()
    .db.selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('seq')
    .execute();
}

describe('a purchase', () => {
  it('is answered with points, balances and reasons', async () => {
    const [item] = await record(purchase({ minor: 6_050 }));
    expect(item).toMatchObject({
      status: 'recorded',
      answer: {
        points: { beans: 85, status: 60 },
        balances: {
          beans: { active: 0, pending: 85, held: 0, debt: 0, lifetime: 85 },
          status: { active: 60, pending: 0, held: 0, debt: 0, lifetime: 60 },
        },
        tier: null,
        reasons: [
          { rule: 'base', wallet: 'beans', points: 60, because: 'awarded' },
          { rule: 'base', wallet: 'status', points: 60, because: 'awarded' },
          { rule: 'big-order', wallet: 'beans', points: 25, because: 'awarded' },
        ],
      },
    });
  });

  it('lies in the log together with what it earned, in sequence', async () => {
    const events = await logOf(ann);
    expect(events.map(({ seq, type, origin }) => [seq, type, origin])).toEqual([
      [1, 'enrolled', 'source'],
      [2, 'purchase', 'source'],
      [3, 'points_earned', 'ledger'],
      [4, 'points_earned', 'ledger'],
      [5, 'points_earned', 'ledger'],
    ]);
    expect(events[2]?.cause).toEqual({ event: events[1]?.id, depth: 1 });
  });

  it('makes lots with the wallet’s own vesting and expiry', async () => {
    const lots = await shop()
      .db.selectFrom('lot')
      .select(['wallet', 'earned', 'vested', 'vests_at', 'expires_at'])
      .where('member_id', '=', ann)
      .orderBy('wallet')
      .orderBy('earned')
      .execute();
    const vestsAt = Date.parse('2026-12-06T09:00:00Z');
    const expiresAt = Date.parse('2027-12-01T00:00:00Z');
    expect(lots).toEqual([
      { wallet: 'beans', earned: 25, vested: false, vests_at: vestsAt, expires_at: expiresAt },
      { wallet: 'beans', earned: 60, vested: false, vests_at: vestsAt, expires_at: expiresAt },
      {
        wallet: 'status',
        earned: 60,
        vested: true,
        vests_at: null,
        expires_at: Date.parse('2027-01-01T00:00:00Z'),
      },
    ]);
  });

  it('of an amount too small for a point is recorded without any', async () => {
    const [item] = await record(purchase({ minor: 99 }));
    expect(item).toMatchObject({
      status: 'recorded',
      answer: { points: {}, reasons: [{ because: 'rounded_to_zero' }, { because: 'rounded_to_zero' }, {}] },
    });
  });
});

describe('sending again', () => {
  it('gives the first answer and changes nothing', async () => {
    const event = purchase();
    const [first] = await record(event);
    await record(purchase());
    const before = await shop().stateHash();
    const [again] = await record(event);
    expect(again).toEqual({ ...first, status: 'duplicate' });
    expect(await shop().stateHash()).toBe(before);
  });

  it('within one batch is a duplicate of the earlier item', async () => {
    const event = purchase();
    const [first, second] = await record(event, event);
    expect(first).toMatchObject({ status: 'recorded' });
    expect(second).toEqual({ ...first, status: 'duplicate' });
  });

  it('names the member by either id', async () => {
    const event = purchase({ member: { externalId: 'ann' } });
    await record(event);
    expect(await record({ ...event, member: { id: ann } })).toMatchObject([{ status: 'duplicate' }]);
  });

  it('with other content is a conflict, in the same batch and later', async () => {
    const event = purchase();
    const other = { ...event, data: { ...event.data, total: { amountMinor: 1, currency: 'EUR' } } };
    const [, inBatch] = await record(event, other);
    const before = await shop().stateHash();
    const [afterwards] = await record(other);
    const [elsewhere] = await record({ ...event, member: { id: bob } });
    for (const item of [inBatch, afterwards, elsewhere]) {
      expect(item).toMatchObject({ status: 'refused', refusal: { code: 'key_conflict' } });
    }
    expect(await shop().stateHash()).toBe(before);
  });

  it('from another source is another event', async () => {
    const event = purchase();
    expect(await record(event, { ...event, source: 'web' })).toMatchObject([
      { status: 'recorded' },
      { status: 'recorded' },
    ]);
  });
});

describe('wrong input', () => {
  const cases: readonly (readonly [string, () => IncomingEvent, string, string])[] = [
    ['an unknown member', () => purchase({ member: { externalId: 'nobody' } }), 'unknown_member', '/member'],
    ['an amount below zero', () => purchase({ minor: -1 }), 'invalid_input', '/data/total'],
    ['an amount with a fraction', () => purchase({ minor: 12.5 }), 'invalid_input', '/data/total'],
    ['an amount beyond 2^53', () => purchase({ minor: 2 ** 53 }), 'invalid_input', '/data/total'],
    [
      'another currency',
      () => purchase({ data: { total: { amountMinor: 1, currency: 'USD' } } }),
      'wrong_currency',
      '/data/total/currency',
    ],
    [
      'a line in another currency',
      () =>
        purchase({
          data: { lines: [{ sku: 'a', quantity: 1, amount: { amountMinor: 1, currency: 'USD' } }] },
        }),
      'wrong_currency',
      '/data/lines/0/amount/currency',
    ],
    ['no order id', () => purchase({ data: { orderId: '' } }), 'invalid_input', '/data/orderId'],
    [
      'no quantity',
      () => purchase({ data: { lines: [{ sku: 'a' }] } }),
      'invalid_input',
      '/data/lines/0/quantity',
    ],
    [
      'a time in the future',
      () => purchase({ occurredAt: later(NOW, 5 * MINUTE_MS + 1) }),
      'occurred_in_future',
      '/occurredAt',
    ],
    [
      'a time too long ago',
      () => purchase({ occurredAt: later(NOW, -30 * DAY_MS - 1) }),
      'occurred_too_early',
      '/occurredAt',
    ],
    ['a type of the platform', () => purchase({ type: 'points_earned' }), 'reserved_type', '/type'],
    ['a request for a run', () => purchase({ type: 'run_requested' }), 'reserved_type', '/type'],
    ['a type that is no word', () => purchase({ type: 'Purchase!' }), 'invalid_input', '/type'],
    ['an empty id', () => purchase({ externalId: '' }), 'invalid_input', '/id'],
    [
      'a consent to an unknown topic',
      () => purchase({ type: 'consent_given', data: { topic: 'gossip', channel: 'email' } }),
      'unknown_topic',
      '/data/topic',
    ],
    [
      'a click on a message that was never sent',
      () =>
        purchase({
          type: 'message_clicked',
          data: { messageId: 'msg_00000000-0000-7000-8000-000000000000' },
        }),
      'invalid_input',
      '/data/messageId',
    ],
  ];

  it.each(cases)(
    '%s is refused with the place, and nothing is written',
    async (_name, event, code, pointer) => {
      const before = await shop().stateHash();
      expect(await record(event())).toMatchObject([{ status: 'refused', refusal: { code, pointer } }]);
      expect(await shop().stateHash()).toBe(before);
    },
  );

  it('that would take a balance beyond 2^53 − 1 is refused, and the balance stays', async () => {
    await shop().enrol(['croesus']);
    const member = { externalId: 'croesus' };
    const purchases = Array.from({ length: 101 }, () => purchase({ minor: Number.MAX_SAFE_INTEGER, member }));
    const items = await record(...purchases);
    expect(items.slice(0, 99).every(({ status }) => status === 'recorded')).toBe(true);
    expect(items[100]).toMatchObject({ status: 'refused', refusal: { code: 'points_overflow' } });
  });

  it('inside a batch fails alone, and its neighbours are recorded', async () => {
    const items = await record(
      purchase({ minor: 100 }),
      purchase({ minor: -1 }),
      purchase({ member: { externalId: 'nobody' } }),
      purchase({ member: { id: bob }, minor: 100 }),
    );
    expect(items.map(({ status }) => status)).toEqual(['recorded', 'refused', 'refused', 'recorded']);
  });

  it('that only the database finds fails alone too', async () => {
    const [good, poison, other] = [purchase(), purchase({ data: { note: 'a\u0000b' } }), purchase()];
    const items = await record(good, poison, other);
    expect(items.map(({ status }) => status)).toEqual(['recorded', 'refused', 'recorded']);
    expect(items[1]).toMatchObject({ refusal: { code: 'invalid_input' } });
  });

  it('may be corrected and sent again under the same id', async () => {
    const event = purchase({ minor: -5 });
    expect(await record(event)).toMatchObject([{ status: 'refused' }]);
    const corrected = { ...event, data: { ...event.data, total: { amountMinor: 500, currency: 'EUR' } } };
    expect(await record(corrected)).toMatchObject([{ status: 'recorded' }]);
  });
});

describe('time', () => {
  it('accepts what is exactly 30 days late or 5 minutes ahead', async () => {
    expect(
      await record(
        purchase({ occurredAt: later(NOW, -30 * DAY_MS) }),
        purchase({ occurredAt: later(NOW, 5 * MINUTE_MS) }),
      ),
    ).toMatchObject([{ status: 'recorded' }, { status: 'recorded' }]);
  });

  it('recorded at never goes backwards, even when a clock does', async () => {
    await recordEvents(shop().ctx(later(NOW, HOUR_MS)), PROGRAM, [purchase({ member: { id: bob } })]);
    await recordEvents(shop().ctx(NOW), PROGRAM, [purchase({ member: { id: bob } })]);
    const instants = (await logOf(bob)).map((row) => row.recorded_at);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants.at(-1)).toBe(later(NOW, HOUR_MS));
  });

  it('points whose vesting has passed by the time they are recorded are active at once', async () => {
    const [carl] = await shop().enrol(['carl']);
    const [item] = await record(
      purchase({ member: { externalId: 'carl' }, occurredAt: later(NOW, -20 * DAY_MS) }),
    );
    expect(item).toMatchObject({ answer: { balances: { beans: { active: 12, pending: 0 } } } });
    expect(carl).toBeDefined();
  });
});

describe('a batch', () => {
  it('is answered in order, over as many transactions as it takes', async () => {
    const events = Array.from({ length: 2 * EVENTS_PER_TRANSACTION_MAX + 1 }, (_, index) =>
      purchase({
        minor: (index + 1) * 100,
        externalId: `ordered-${index}`,
        member: { id: index % 2 ? ann : bob },
      }),
    );
    const items = await record(...events);
    const status = items.map((item) =>
      item.status === 'refused' ? null : (item.answer.points['status'] ?? 0),
    );
    expect(status).toEqual(events.map((_, index) => index + 1));
  });

  it('of 200 purchases by 200 members takes no more statements than one of 2', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `crowd-${index}`);
    await shop().enrol(names);
    const few = await countingStatements(shop().ctx(), (ctx) =>
      recordEvents(ctx, PROGRAM, names.slice(0, 2).map(purchaseBy)),
    );
    const many = await countingStatements(shop().ctx(), (ctx) =>
      recordEvents(ctx, PROGRAM, names.map(purchaseBy)),
    );
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(15);
  });
});

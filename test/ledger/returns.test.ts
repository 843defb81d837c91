import { describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { listRedemptions } from '../../src/services/redemption/list-redemptions.ts';
import { reverseRedemption } from '../../src/services/redemption/reverse-redemption.ts';
import { dismissReturn } from '../../src/services/return/dismiss-return.ts';
import { countingStatements } from '../db/counting-statements.ts';
import { NOW, PROGRAM } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { withReturns, type Customer, type Line } from './returns-shop.ts';

const { shop, customer } = withReturns();

const CUPS: Line = { sku: 'cup', quantity: 3, minor: 1_000 };
const BAG: Line = { sku: 'beans', quantity: 1, minor: 500 };
const ONE_CUP: Line = { sku: 'cup', quantity: 1, minor: 333 };

describe('of an order that it names, a return', () => {
  it('takes back the part of the points that belongs to the goods, pending ones included', async () => {
    const ann = await customer();
    const [, answer] = await ann.record(ann.purchase('1', [CUPS, BAG]), ann.back('1', [BAG]));
    expect(answer).toMatchObject({ points: { beans: -5, owed: -500, clipped: -500 }, returned: 'settled' });
    expect(answer?.reasons).toContainEqual({
      rule: 'cents-in-owed',
      wallet: 'owed',
      points: -500,
      because: 'taken_back',
    });
    expect(answer?.balances).toMatchObject({ beans: { pending: 10, lifetime: 10 }, owed: { active: 1_000 } });
    expect(await ann.balance('owed')).toMatchObject({ active: 1_000, lifetime: 1_000 });
  });

  it('takes back exactly what was awarded, when all has come back in parts', async () => {
    const ann = await customer();
    await ann.record(ann.purchase('1', [CUPS, BAG]));
    const taken = [];
    for (const line of [ONE_CUP, BAG, ONE_CUP, ONE_CUP]) {
      const [answer] = await ann.record(ann.back('1', [line]));
      taken.push(answer?.points['owed']);
    }
    expect(taken).toEqual([-333, -500, -333, -334]);
    expect(await ann.balance('owed')).toMatchObject({ active: 0, lifetime: 0, debt: 0 });
    expect(await ann.balance('beans')).toMatchObject({ active: 0, pending: 0, lifetime: 0, debt: 0 });
    expect(await ann.balance('status')).toMatchObject({ active: 0, lifetime: 0 });
  });

  it('without lines and without a total gives back all that is left, bonuses too', async () => {
    const ann = await customer();
    const big = { sku: 'machine', quantity: 1, minor: 20_000 };
    await ann.record(ann.purchase('1', [big, BAG]), ann.back('1', [BAG]));
    const [answer] = await ann.record(ann.back('1'));
    expect(answer?.returned).toBe('settled');
    expect(await ann.balance('beans')).toMatchObject({ pending: 0, lifetime: 0 });
  });

  it('leaves the points of a rule that keeps them', async () => {
    const ann = await customer();
    const [, answer] = await ann.record(ann.purchase('1', [BAG]), ann.back('1'));
    expect(await ann.balance('kept')).toMatchObject({ active: 500 });
    expect(answer?.reasons).toContainEqual({
      rule: 'cents-in-kept',
      wallet: 'kept',
      points: 0,
      because: 'kept',
    });
  });

  it('of more than was bought is settled as far as it goes, and the rest is listed', async () => {
    const ann = await customer();
    const [, answer] = await ann.record(
      ann.purchase('1', [BAG]),
      ann.back('1', [{ sku: 'beans', quantity: 3, minor: 1_500 }]),
    );
    expect(answer).toMatchObject({ points: { owed: -500 }, returned: 'unmatched' });
    expect(await ann.listed('unmatched')).toMatchObject([
      { reason: 'more_than_bought', missing: [{ sku: 'beans', quantityMillionths: 2_000_000 }] },
    ]);
  });
});

describe('a return that comes before its purchase', () => {
  it('waits, and is settled with the purchase, whose answer says so', async () => {
    const ann = await customer();
    const [first] = await ann.record(ann.back('1', [BAG]));
    expect(first).toMatchObject({ points: {}, returned: 'waiting' });
    expect(await ann.listed('waiting')).toMatchObject([{ reason: 'unknown_order' }]);
    const [answer] = await ann.record(ann.purchase('1', [CUPS, BAG]));
    expect(answer).toMatchObject({
      points: { owed: 1_000, beans: 10 },
      balances: { owed: { active: 1_000 } },
    });
    expect(answer).not.toHaveProperty('returned');
    expect(await ann.listed('waiting')).toEqual([]);
    expect(await ann.balance('owed')).toMatchObject({ active: 1_000, lifetime: 1_000 });
  });

  it('is settled within one batch as well, and by articles where it names no order', async () => {
    const ann = await customer();
    await ann.record(ann.back('1', [BAG]), ann.back(null, [ONE_CUP]), ann.purchase('1', [CUPS, BAG]));
    expect(await ann.balance('owed')).toMatchObject({ active: 667 });
    expect(await ann.listed('waiting')).toEqual([]);
  });

  it('of another order goes on waiting', async () => {
    const ann = await customer();
    await ann.record(ann.back('2', [BAG]));
    await ann.record(ann.purchase('1', [BAG]));
    expect(await ann.balance('owed')).toMatchObject({ active: 500 });
    expect(await ann.listed('waiting')).toHaveLength(1);
  });
});

describe('without an order, a return', () => {
  it('goes to the newest purchases of the article before it, and passes over what has come back', async () => {
    const ann = await customer();
    await ann.record(
      ann.purchase('old', [{ sku: 'beans', quantity: 2, minor: 900 }], at('2026-11-18')),
      ann.purchase('new', [BAG], at('2026-11-19')),
      ann.purchase('other', [CUPS], at('2026-11-19T12:00:00Z')),
      ann.purchase('later', [BAG], at('2026-11-21T12:00:00Z')),
    );
    const two = { sku: 'beans', quantity: 2, minor: 1_000 };
    const [first] = await ann.record(ann.back(null, [two]));
    expect(first).toMatchObject({ points: { owed: -950 }, returned: 'settled' });
    const [second] = await ann.record(ann.back(null, [two]));
    expect(second).toMatchObject({ points: { owed: -450 }, returned: 'unmatched' });
    expect(await ann.listed('unmatched')).toMatchObject([
      { reason: 'not_bought', missing: [{ sku: 'beans', quantityMillionths: 1_000_000 }] },
    ]);
  });

  it('that names no article either is listed at once', async () => {
    const ann = await customer();
    const [, answer] = await ann.record(ann.purchase('1', [BAG]), ann.back(null));
    expect(answer?.returned).toBe('unmatched');
    expect(await ann.listed('unmatched')).toMatchObject([{ reason: 'nothing_named' }]);
  });
});

async function spentAndReturned(): Promise<Customer> {
  const ann = await customer();
  await ann.record(ann.purchase('1', [CUPS, BAG]));
  for (const wallet of ['owed', 'clipped', 'refused']) await ann.spend(wallet, 1_200);
  await ann.record(ann.back('1', [CUPS]));
  return ann;
}

describe('points that have been spent', () => {
  it('are owed, forgiven, or left alone, as their wallet says', async () => {
    const ann = await spentAndReturned();
    expect(await ann.balance('owed')).toMatchObject({ active: 0, debt: 700, lifetime: 500 });
    expect(await ann.balance('clipped')).toMatchObject({ active: 0, debt: 0, lifetime: 1_200 });
    expect(await ann.balance('refused')).toMatchObject({ active: 300, debt: 0, lifetime: 1_500 });
    expect(await ann.listed('refused')).toMatchObject([
      {
        reason: 'points_spent',
        missing: [],
        refused: [{ wallet: 'refused', points: 1_000, code: 'points_spent' }],
      },
    ]);
  });

  it('are given back in proportion when they were spent on what comes back, or kept', async () => {
    const ann = await customer();
    await ann.record(ann.purchase('1', [CUPS, BAG]), ann.purchase('2', [BAG]));
    await ann.spend('owed', 300, '2');
    await ann.spend('clipped', 300, '2');
    const half = { sku: 'beans', quantity: 0.5, minor: 250 };
    const [first] = await ann.record(ann.back('2', [half]));
    expect(first?.points).toMatchObject({ owed: 150 - 250, clipped: -250 });
    expect(first?.reasons).toContainEqual({
      rule: 'a flat white',
      wallet: 'owed',
      points: 150,
      because: 'given_back',
    });
    await ann.record(ann.back('2', [half]));
    expect(await ann.balance('owed')).toMatchObject({ active: 1_500, debt: 0, lifetime: 1_500 });
    expect(await ann.balance('clipped')).toMatchObject({ active: 1_200, lifetime: 1_500 });
    const { items } = await listRedemptions(shop().ctx(), PROGRAM, {
      memberId: ann.memberId,
      limit: 9,
      after: null,
    });
    expect(items.map(({ wallet, status }) => `${wallet} ${status}`).toSorted()).toEqual([
      'clipped confirmed',
      'owed reversed',
    ]);
  });

  it('and were given back by a return are not given back again when the redemption is reversed', async () => {
    const ann = await customer();
    const { memberId } = ann;
    await ann.record(ann.purchase('1', [BAG]));
    await ann.spend('owed', 300, '1');
    await ann.record(ann.back('1', [{ sku: 'beans', quantity: 0.5, minor: 250 }]));
    const { items } = await listRedemptions(shop().ctx(), PROGRAM, { memberId, limit: 1, after: null });
    const address = { programId: PROGRAM, memberId, redemptionId: items[0]?.id ?? memberId };
    valueOf(await reverseRedemption(shop().ctx(), address));
    expect(await ann.balance('owed')).toMatchObject({ active: 250, lifetime: 250, debt: 0 });
  });
});

it('points that have expired are not asked for again', async () => {
  const ann = await customer();
  await ann.record(ann.purchase('1', [CUPS], at('2026-11-01')));
  const afterwards = at('2028-01-10');
  await expirePoints(shop().ctx(afterwards), { membersMax: 200, after: null });
  const back = (quantity: number) => ({
    ...ann.back('1', [{ sku: 'cup', quantity, minor: 1 }]),
    occurredAt: at('2028-01-09'),
  });
  await recordEvents(shop().ctx(afterwards), PROGRAM, [back(1)]);
  await recordEvents(shop().ctx(afterwards), PROGRAM, [back(2)]);
  expect(await ann.balance('beans')).toEqual({ active: 0, pending: 0, held: 0, debt: 0, lifetime: 0 });
});

it('a return that is sent again changes nothing, and gets its first answer', async () => {
  const ann = await customer();
  await ann.record(ann.purchase('1', [CUPS]));
  const back = ann.back('1', [ONE_CUP]);
  const [first] = await ann.record(back);
  const before = await shop().stateHash();
  const again = await recordEvents(shop().ctx(at('2027-01-01')), PROGRAM, [back]);
  expect(again).toEqual([{ status: 'duplicate', answer: first }]);
  expect(await shop().stateHash()).toBe(before);
});

it('sixteen returns at once take back what was awarded, and no more', async () => {
  const ann = await customer();
  await ann.record(ann.purchase('1', [{ sku: 'cup', quantity: 15, minor: 1_000 }]));
  await Promise.all(Array.from({ length: 16 }, () => ann.record(ann.back('1', [ONE_CUP]))));
  expect(await ann.balance('owed')).toMatchObject({ active: 0, debt: 0, lifetime: 0 });
  expect(await ann.listed('unmatched')).toHaveLength(1);
});

/** Of a batch in which so many members give something back. */
async function statementsOf(count: number): Promise<number> {
  const sent: IncomingEvent[] = [];
  for (let each = 0; each < count; each += 1) {
    const ann = await customer();
    await ann.record(ann.purchase('1', [BAG]));
    sent.push(ann.back(null, [BAG]));
  }
  return countingStatements(shop().ctx(), (ctx) => recordEvents(ctx, PROGRAM, sent));
}

it('twenty returns take no more statements than two', async () => {
  expect(await statementsOf(20)).toBe(await statementsOf(2));
});

it('a return that an operator has dismissed is on no list, and no purchase settles it', async () => {
  const ann = await customer();
  const [answer] = await ann.record(ann.back('1', [BAG]));
  if (answer === undefined) throw new Error('there was no answer');
  const address = { programId: PROGRAM, eventId: answer.eventId };
  const dismissed = valueOf(await dismissReturn(shop().ctx(), address));
  expect(dismissed.back.status).toBe('dismissed');
  expect(valueOf(await dismissReturn(shop().ctx(), address))).toEqual(dismissed);
  expect(await ann.listed('waiting')).toEqual([]);
  await ann.record(ann.purchase('1', [BAG]));
  expect(await ann.balance('owed')).toMatchObject({ active: 500 });
  const audits = await shop()
    .db.selectFrom('audit_event')
    .select('actor')
    .where('action', '=', 'return.dismissed')
    .where('subject', '=', answer.eventId)
    .execute();
  expect(audits).toEqual([{ actor: 'operator:test' }]);
  const settled = await ann.record(ann.back('1', [BAG]));
  const refused = await dismissReturn(shop().ctx(), {
    ...address,
    eventId: settled[0]?.eventId ?? answer.eventId,
  });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'return_settled' } });
  expect(await dismissReturn(shop().ctx(), { ...address, eventId: ann.memberId })).toMatchObject({
    ok: false,
    refusal: { code: 'unknown_return' },
  });
});

it('a purchase of somebody with no return open takes the statements it always took', async () => {
  const [ann, bob] = [await customer(), await customer()];
  await ann.record(ann.purchase('1', [BAG]), ann.back('1', [BAG]));
  const statements = async (who: Customer) =>
    countingStatements(shop().ctx(NOW), (ctx) => recordEvents(ctx, PROGRAM, [who.purchase('2', [BAG])]));
  expect(await statements(ann)).toBe(await statements(bob));
});

it('leave a sound ledger', async () => {
  const { findings } = await verifyLedger(shop().db);
  expect(findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual([]);
});

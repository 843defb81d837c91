import { beforeEach, describe, expect, it } from 'vitest';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { lockMembers } from '../../src/db/queries/member-lock.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints, type DuePlace, type ExpiredPoints } from '../../src/services/ledger/expire-points.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

const VESTED = at('2026-12-06T09:00:00Z');
const STATUS_EXPIRED = at('2027-01-01T00:00:00Z');
const BEANS_EXPIRED = at('2027-12-01T00:00:00Z');

let count = 0;
let member: Uuid;

/** A member of their own with 60 + 25 beans that vest on 6 December, and 60 points of status. */
beforeEach(async () => {
  count += 1;
  const [id] = await shop().enrol([`member-${count}`]);
  if (id === undefined) throw new Error('a member was enrolled');
  member = id;
  await recordEvents(shop().ctx(NOW), PROGRAM, [purchase({ member: { id }, minor: 6_050 })]);
});

async function sweep(now: Instant) {
  return expirePoints(shop().ctx(now), { membersMax: 1_000, after: null });
}

async function balances() {
  const rows = await shop()
    .db.selectFrom('balance')
    .select(['wallet', 'active', 'pending', 'lifetime'])
    .where('member_id', '=', member)
    .orderBy('wallet')
    .execute();
  return rows.map(({ wallet, active, pending, lifetime }) => [wallet, active, pending, lifetime]);
}

async function pointsLog() {
  const rows = await shop()
    .db.selectFrom('member_event')
    .select(['type', 'occurred_at', 'data'])
    .where('member_id', '=', member)
    .where('origin', '=', 'ledger')
    .where('type', '!=', 'points_earned')
    .orderBy('seq')
    .execute();
  return rows.map(({ type, occurred_at, data }) => ({ type, at: occurred_at, data }));
}

describe('points', () => {
  it('stay as they are until the instant at which they fall due', async () => {
    expect(await sweep(at('2026-12-06T08:59:59.999Z'))).toMatchObject({ members: 0, transactions: 0 });
    expect(await balances()).toEqual([
      ['beans', 0, 85, 85],
      ['status', 60, 0, 60],
    ]);
  });

  it('vest together, as one transaction with one event at that instant', async () => {
    await sweep(VESTED);
    expect(await balances()).toEqual([
      ['beans', 85, 0, 85],
      ['status', 60, 0, 60],
    ]);
    expect(await pointsLog()).toMatchObject([
      { type: 'points_vested', at: VESTED, data: { wallet: 'beans', amount: 85, balance: { active: 85 } } },
    ]);
  });

  it('expire at their instants, in order, however late the sweep comes', async () => {
    await sweep(BEANS_EXPIRED);
    expect(await balances()).toEqual([
      ['beans', 0, 0, 85],
      ['status', 0, 0, 60],
    ]);
    expect(await pointsLog()).toMatchObject([
      { type: 'points_vested', at: VESTED, data: { wallet: 'beans', amount: 85 } },
      { type: 'points_expired', at: STATUS_EXPIRED, data: { wallet: 'status', amount: 60 } },
      { type: 'points_expired', at: BEANS_EXPIRED, data: { wallet: 'beans', amount: 85 } },
    ]);
  });

  it('are the same after one late sweep as after many in time', async () => {
    for (const now of [VESTED, VESTED, STATUS_EXPIRED, BEANS_EXPIRED]) await sweep(now);
    const before = await shop().stateHash();
    expect(await sweep(BEANS_EXPIRED)).toEqual({
      members: 0,
      transactions: 0,
      failures: [],
      next: null,
    });
    expect(await shop().stateHash()).toBe(before);
    expect(await balances()).toEqual([
      ['beans', 0, 0, 85],
      ['status', 0, 0, 60],
    ]);
    expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true });
  });
});

describe('the sweep', () => {
  it('passes over a member whose lock is held, and finds them the next time', async () => {
    await sweep(VESTED);
    const inTime = await balances();
    await shop()
      .db.transaction()
      .execute(async (tx) => {
        await lockMembers(tx, [member]);
        await sweep(BEANS_EXPIRED);
      });
    expect(await balances()).toEqual(inTime);
    await sweep(BEANS_EXPIRED);
    expect(await balances()).toEqual([
      ['beans', 0, 0, 85],
      ['status', 0, 0, 60],
    ]);
  });

  it('goes on in steps of the given size until nothing is due', async () => {
    await shop().enrol(['step-1', 'step-2']);
    await recordEvents(
      shop().ctx(),
      PROGRAM,
      ['step-1', 'step-2'].map((externalId) => purchase({ member: { externalId } })),
    );
    let members = 0;
    let after: DuePlace | null = null;
    do {
      const step: ExpiredPoints = await expirePoints(shop().ctx(VESTED), { membersMax: 1, after });
      expect(step.members).toBeLessThanOrEqual(1);
      members += step.members;
      after = step.next;
    } while (after !== null);
    expect(members).toBe(3);
  });

  it('run twice at once settles each lot once', async () => {
    await Promise.all([sweep(BEANS_EXPIRED), sweep(BEANS_EXPIRED), sweep(BEANS_EXPIRED)]);
    await sweep(BEANS_EXPIRED);
    expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true });
    expect((await pointsLog()).map(({ type }) => type)).toEqual([
      'points_vested',
      'points_expired',
      'points_expired',
    ]);
  });
});

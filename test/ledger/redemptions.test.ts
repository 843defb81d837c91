import { describe, expect, it } from 'vitest';
import { at, duration } from '../../src/domain/values/instant.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { Result } from '../../src/domain/values/result.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { cancelRedemption } from '../../src/services/redemption/cancel-redemption.ts';
import { confirmRedemption } from '../../src/services/redemption/confirm-redemption.ts';
import { expireRedemptions } from '../../src/services/redemption/expire-redemptions.ts';
import { listRedemptions } from '../../src/services/redemption/list-redemptions.ts';
import { reverseRedemption } from '../../src/services/redemption/reverse-redemption.ts';
import { startRedemption, type StartRedemption } from '../../src/services/redemption/start-redemption.ts';
import { PROGRAM, purchase, withShop } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';

/** By then the points of the purchases have vested, although no sweep has come by. */
const NOW = at('2026-12-24T10:00:00Z');
const LATER = at('2026-12-24T11:00:00Z');
/** The points of the purchases expired at the end of November. */
const YEARS_LATER = at('2028-01-10T00:00:00Z');

const shop = withShop();
let members = 0;

/** A member who has earned this many beans. */
async function memberWith(beans: number): Promise<Uuid> {
  members += 1;
  const externalId = `member-${members}`;
  const [memberId] = await shop().enrol([externalId]);
  if (memberId === undefined) throw new Error('nobody was enrolled');
  // Below the amount that earns a bonus.
  for (let left = beans; left > 0; left -= 40) {
    const minor = Math.min(left, 40) * 100;
    await recordEvents(shop().ctx(), PROGRAM, [purchase({ member: { externalId }, minor })]);
  }
  return memberId;
}

let requests = 0;

function asking(memberId: Uuid, change: Partial<StartRedemption> = {}): StartRedemption {
  requests += 1;
  return {
    programId: PROGRAM,
    memberId,
    source: 'till',
    requestId: `redemption-${requests}`,
    wallet: 'beans',
    points: 50,
    reason: 'a flat white',
    orderId: null,
    way: { kind: 'reserve', holdFor: duration('PT30M') },
    ...change,
  };
}

async function reserved(memberId: Uuid, change: Partial<StartRedemption> = {}, now: Instant = NOW) {
  const { redemption } = valueOf(await startRedemption(shop().ctx(now), asking(memberId, change)));
  return { programId: PROGRAM, memberId, redemptionId: redemption.id };
}

async function beansOf(memberId: Uuid) {
  const { beans } = valueOf(await readBalances(shop().ctx(), PROGRAM, memberId));
  return beans;
}

async function refusalOf(work: Promise<Result<unknown>>): Promise<string> {
  const before = await shop().stateHash();
  const result = await work;
  expect(await shop().stateHash()).toBe(before);
  return result.ok ? 'was not refused' : result.refusal.code;
}

describe('a redemption', () => {
  it('reserves points, and spends them when it is confirmed', async () => {
    const memberId = await memberWith(120);
    const address = await reserved(memberId);
    expect(await beansOf(memberId)).toMatchObject({ active: 70, held: 50, pending: 0 });
    const confirmed = valueOf(await confirmRedemption(shop().ctx(NOW), address, null));
    expect(confirmed).toMatchObject({ status: 'confirmed', captured: 50 });
    expect(await beansOf(memberId)).toMatchObject({ active: 70, held: 0, lifetime: 120 });
  });

  it('spends at once what a till asks for', async () => {
    const memberId = await memberWith(60);
    const started = valueOf(
      await startRedemption(shop().ctx(NOW), asking(memberId, { way: { kind: 'at_once' } })),
    );
    expect(started.redemption).toMatchObject({ status: 'confirmed', captured: 50, expiresAt: null });
    expect(await beansOf(memberId)).toMatchObject({ active: 10, held: 0 });
  });

  it('is confirmed in part, and gives back the rest', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId);
    valueOf(await confirmRedemption(shop().ctx(NOW), address, 20));
    expect(await beansOf(memberId)).toMatchObject({ active: 40, held: 0 });
  });

  it('that is cancelled leaves the member as they were', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId);
    expect(valueOf(await cancelRedemption(shop().ctx(NOW), address)).status).toBe('cancelled');
    expect(await beansOf(memberId)).toMatchObject({ active: 60, held: 0 });
  });

  it('that nobody confirms in time is given back by the sweep', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId);
    expect(await expireRedemptions(shop().ctx(NOW), 100)).toEqual({ expired: 0, failures: [] });
    expect((await expireRedemptions(shop().ctx(LATER), 100)).expired).toBeGreaterThan(0);
    expect(await expireRedemptions(shop().ctx(LATER), 100)).toEqual({ expired: 0, failures: [] });
    expect(await beansOf(memberId)).toMatchObject({ active: 60, held: 0 });
    expect(await refusalOf(confirmRedemption(shop().ctx(LATER), address, null))).toBe('redemption_not_open');
  });

  it('that is reversed gives back what was spent, to the lots that it came from', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId);
    valueOf(await confirmRedemption(shop().ctx(NOW), address, 45));
    expect(valueOf(await reverseRedemption(shop().ctx(LATER), address)).status).toBe('reversed');
    expect(await beansOf(memberId)).toMatchObject({ active: 60, held: 0 });
  });

  it('gives points a time of grace that expired while they were held', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId, { way: { kind: 'reserve', holdFor: duration('P2Y') } });
    valueOf(await cancelRedemption(shop().ctx(YEARS_LATER), address));
    expect(await beansOf(memberId)).toMatchObject({ active: 50, held: 0 });
    const lots = await shop()
      .db.selectFrom('lot')
      .select(['remaining', 'expires_at', 'origin_lot_id'])
      .where('member_id', '=', memberId)
      .where('remaining', '>', 0)
      .where('wallet', '=', 'beans')
      .execute();
    const total = lots.reduce((sum, { remaining }) => sum + remaining, 0);
    expect(total).toBe(50);
    expect(lots.every((lot) => lot.expires_at === at('2028-02-09') && lot.origin_lot_id !== null)).toBe(true);
  });

  it('is the same redemption when it is sent again', async () => {
    const ask = asking(await memberWith(60));
    const first = valueOf(await startRedemption(shop().ctx(NOW), ask));
    const before = await shop().stateHash();
    expect(valueOf(await startRedemption(shop().ctx(LATER), ask))).toEqual({ ...first, status: 'duplicate' });
    expect(await shop().stateHash()).toBe(before);
    const other = startRedemption(shop().ctx(NOW), { ...ask, points: 51 });
    expect(await refusalOf(other)).toBe('key_conflict');
  });

  it('is resolved once: the same again changes nothing, anything else is refused', async () => {
    const memberId = await memberWith(60);
    const address = await reserved(memberId);
    const first = valueOf(await confirmRedemption(shop().ctx(NOW), address, 20));
    expect(valueOf(await confirmRedemption(shop().ctx(LATER), address, 20))).toEqual(first);
    expect(await refusalOf(confirmRedemption(shop().ctx(NOW), address, 21))).toBe('redemption_not_open');
    expect(await refusalOf(cancelRedemption(shop().ctx(NOW), address))).toBe('redemption_not_open');
  });
});

it('by a clock that is behind gives nothing back to a lot that a faster one has seen expire', async () => {
  const memberId = await memberWith(60);
  const holdFor = { kind: 'reserve', holdFor: duration('P2Y') } as const;
  const address = await reserved(memberId, { way: holdFor, points: 40 });
  await expirePoints(shop().ctx(YEARS_LATER), { membersMax: 1_000, after: null });
  valueOf(await cancelRedemption(shop().ctx(LATER), address));
  expect(await beansOf(memberId)).toMatchObject({ active: 40, held: 0 });
  const [lot] = await shop()
    .db.selectFrom('lot')
    .select('expires_at')
    .where('member_id', '=', memberId)
    .where('remaining', '>', 0)
    .execute();
  expect(lot?.expires_at).toBe(at('2028-02-09'));
  await expirePoints(shop().ctx(at('2028-03-01')), { membersMax: 1_000, after: null });
  expect(await beansOf(memberId)).toMatchObject({ active: 0, held: 0 });
});

describe('a redemption is refused', () => {
  it.each([
    ['of more than there is', { points: 61 }, 'insufficient_points'],
    ['of nothing', { points: 0 }, 'invalid_amount'],
    ['of half a point', { points: 0.5 }, 'invalid_amount'],
    ['of points that only count for tiers', { wallet: 'status' }, 'wallet_not_spendable'],
    ['of a wallet that is not there', { wallet: 'miles' }, 'unknown_wallet'],
  ])('%s', async (_what, change, code) => {
    const memberId = await memberWith(60);
    expect(await refusalOf(startRedemption(shop().ctx(NOW), asking(memberId, change)))).toBe(code);
  });

  it('before the points have vested', async () => {
    const memberId = await memberWith(60);
    expect(await refusalOf(startRedemption(shop().ctx(), asking(memberId)))).toBe('insufficient_points');
  });

  it('once it has run out, and beyond what it holds', async () => {
    const address = await reserved(await memberWith(60));
    expect(await refusalOf(confirmRedemption(shop().ctx(LATER), address, null))).toBe('hold_expired');
    expect(await refusalOf(confirmRedemption(shop().ctx(NOW), address, 51))).toBe('capture_exceeds_hold');
    expect(await refusalOf(reverseRedemption(shop().ctx(NOW), address))).toBe('redemption_not_confirmed');
  });

  it('of another member', async () => {
    const { redemptionId } = await reserved(await memberWith(60));
    const address = { programId: PROGRAM, memberId: await memberWith(60), redemptionId };
    expect(await refusalOf(cancelRedemption(shop().ctx(NOW), address))).toBe('unknown_redemption');
  });
});

it('of one member at once never spend a point twice', async () => {
  const memberId = await memberWith(100);
  const asked = Array.from({ length: 16 }, () => asking(memberId, { points: 30, way: { kind: 'at_once' } }));
  const results = await Promise.all(asked.map((ask) => startRedemption(shop().ctx(NOW), ask)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(3);
  expect(await beansOf(memberId)).toMatchObject({ active: 10, held: 0 });
});

it('are listed page by page, the latest first', async () => {
  const memberId = await memberWith(60);
  for (const minute of [1, 2, 3]) {
    await reserved(memberId, { points: minute }, at(`2026-12-24T10:0${minute}:00Z`));
  }
  const first = await listRedemptions(shop().ctx(), PROGRAM, { memberId, limit: 2, after: null });
  const second = await listRedemptions(shop().ctx(), PROGRAM, { memberId, limit: 2, after: first.next });
  expect([...first.items, ...second.items].map(({ points }) => points)).toEqual([3, 2, 1]);
  expect(second.next).toBeNull();
});

it('leave a sound ledger', async () => {
  const { findings } = await verifyLedger(shop().db);
  expect(findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual([]);
});

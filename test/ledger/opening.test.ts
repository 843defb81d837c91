import { expect, it } from 'vitest';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { openBalances, type OpenBalance } from '../../src/services/ledger/open-balances.ts';
import { PROGRAM } from '../db/corner-coffee.ts';
import { NOW, withInstructedShop } from './instructed-shop.ts';

const { shop, ctx, beansOf, brokenInvariants } = withInstructedShop();

let requests = 0;

function opening(externalId: string, change: Partial<OpenBalance> = {}): OpenBalance {
  requests += 1;
  return {
    source: 'old-system',
    requestId: `opening-${requests}`,
    member: { externalId },
    wallet: 'beans',
    points: 120,
    earnedAt: null,
    expiresAt: 'by_wallet',
    reason: 'brought along',
    ...change,
  };
}

it('opens balances of many members at once, and harms none of the neighbours of what it refuses', async () => {
  const ids = await shop().enrol(['ada', 'bob']);
  const items = await openBalances(ctx(), PROGRAM, [
    opening('ada'),
    opening('nobody'),
    opening('bob', { points: 0 }),
    opening('bob', { points: 1.5 }),
    opening('bob', { points: -5 }),
    opening('bob', { points: 2 ** 53 }),
    opening('bob', { wallet: 'miles' }),
    opening('bob', { earnedAt: at('2026-12-24T10:00:01Z') }),
    opening('bob', { expiresAt: NOW }),
    opening('bob', { points: Number.MAX_SAFE_INTEGER }),
    opening('bob', { points: 1 }),
    opening('ada', { wallet: 'status', points: 7 }),
  ]);
  expect(items.map((item) => (item.status === 'refused' ? item.refusal.code : item.status))).toEqual([
    'opened',
    'unknown_member',
    'invalid_amount',
    'invalid_amount',
    'invalid_amount',
    'invalid_amount',
    'unknown_wallet',
    'occurred_in_future',
    'invalid_amount',
    'opened',
    'points_overflow',
    'opened',
  ]);
  const [ada, bob] = await Promise.all(ids.map(beansOf));
  expect(ada).toMatchObject({ active: 120, lifetime: 120 });
  expect(bob).toMatchObject({ active: Number.MAX_SAFE_INTEGER });
});

it('expires what was brought along by the wallet’s rules from when it was earned, at a given instant, or never', async () => {
  const [cem] = await shop().enrol(['cem']);
  await openBalances(ctx(), PROGRAM, [
    opening('cem', { earnedAt: at('2026-03-10') }),
    opening('cem', { expiresAt: at('2027-01-15') }),
    opening('cem', { expiresAt: null }),
  ]);
  const lots = await shop()
    .db.selectFrom('lot')
    .select(['earned_at', 'expires_at'])
    .where('member_id', '=', cem ?? null)
    .orderBy('expires_at')
    .execute();
  expect(lots).toEqual([
    { earned_at: NOW, expires_at: at('2027-01-15') },
    { earned_at: at('2026-03-10'), expires_at: at('2027-04-01') },
    { earned_at: NOW, expires_at: null },
  ]);
});

it('opens nothing twice, also not years later, and knows another balance under the same id', async () => {
  await shop().enrol(['dan']);
  const balance = opening('dan', { expiresAt: at('2027-01-15') });
  const [first] = await openBalances(ctx(), PROGRAM, [balance, balance]);
  const before = await shop().stateHash();
  const later = ctx(at('2027-01-01'));
  expect((await openBalances(ctx(at('2028-01-01')), PROGRAM, [balance]))[0]).toMatchObject({
    status: 'duplicate',
  });
  const [again] = await openBalances(later, PROGRAM, [balance]);
  expect(again).toEqual({ ...first, status: 'duplicate' });
  const [other] = await openBalances(later, PROGRAM, [{ ...balance, points: 1 }]);
  expect(other).toMatchObject({ status: 'refused', refusal: { code: 'key_conflict' } });
  expect(await shop().stateHash()).toBe(before);
});

it('leaves a sound ledger', async () => {
  expect(await brokenInvariants()).toEqual([]);
});

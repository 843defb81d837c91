import { describe, expect, it } from 'vitest';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at, duration } from '../values/instant.fixture.ts';
import { balanceOf } from './balance.ts';
import {
  awarded,
  booked,
  bookedAndRepaid,
  codeOf,
  NOBODY,
  headOf,
  valueOf,
  type Books,
} from './books.fixture.ts';
import { redeem } from './redeem.ts';
import { reverseAward, reverseRedemption, type AwardReversal } from './reverse.ts';
import { settleLots } from './settle-lots.ts';

const NOW = at('2026-11-26');
const AWARD = deriveUuid('transaction', 'award');

function spent(books: Books, points: number): Books {
  return bookedAndRepaid(
    books,
    valueOf(redeem(books, headOf(`spend-${points}`, NOW), { wallet: 'beans', points }, NOW)).transaction,
  );
}

function reversal(books: Books, points: number, change: Partial<AwardReversal> = {}) {
  const [lot] = books.lots;
  if (lot === undefined) throw new Error('the books have no lot');
  return reverseAward(books, headOf('return', NOW), {
    reverses: AWARD,
    wallet: 'beans',
    points,
    lot,
    expired: 0,
    spent: 'debt',
    now: NOW,
    ...change,
  });
}

function after(books: Books, points: number, change: Partial<AwardReversal> = {}) {
  const { transaction } = valueOf(reversal(books, points, change));
  return transaction === null ? books : bookedAndRepaid(books, transaction);
}

describe('a return takes back', () => {
  it('pending points from their own lot, which then never vest', () => {
    const [books] = awarded(NOBODY, 'award', at('2026-11-20'), { points: 60, vestsAt: at('2026-12-04') });
    const returned = after(books, 60);
    expect(balanceOf(returned.balances, 'beans')).toMatchObject({ pending: 0, active: 0, lifetime: 0 });
    expect(settleLots(returned, at('2027-01-01'))).toEqual([]);
  });

  it('active points from their own lot before others', () => {
    const [own] = awarded(NOBODY, 'award', at('2026-10-01'), { points: 60 });
    const [books] = awarded(own, 'other', at('2026-10-02'), { points: 40, expiresAt: at('2027-01-01') });
    expect(after(books, 60).lots.map(({ remaining }) => remaining)).toEqual([0, 40]);
  });

  it('what its lot lacks from other active points, those that expire first', () => {
    const [own] = awarded(NOBODY, 'award', at('2026-10-01'), { points: 60 });
    const [books] = awarded(spent(own, 50), 'other', at('2026-10-02'), { points: 40 });
    expect(after(books, 60).lots.map(({ remaining }) => remaining)).toEqual([0, 0]);
    expect(balanceOf(after(books, 60).balances, 'beans')).toMatchObject({
      active: 0,
      debt: 10,
      lifetime: 40,
    });
  });

  it('nothing for what has expired: it was lost already', () => {
    const [own] = awarded(NOBODY, 'award', at('2026-01-01'), { points: 60, expiresAt: at('2026-11-01') });
    const expired = settleLots(own, NOW).reduce(booked, own);
    const [books] = awarded(expired, 'other', at('2026-11-02'), { points: 40 });
    const returned = after(books, 60, { expired: 60 });
    expect(balanceOf(returned.balances, 'beans')).toMatchObject({ active: 40, debt: 0, lifetime: 40 });
    expect(returned.journal.at(-1)?.postings).toMatchObject([
      { account: 'expired', amount: -60 },
      { account: 'reversed', amount: 60 },
    ]);
  });
});

describe('points that are spent when the goods come back', () => {
  const [own] = awarded(NOBODY, 'award', at('2026-10-01'), { points: 60 });
  const books = spent(own, 45);

  it('are owed, and the next award repays them before it can be spent', () => {
    const owing = after(books, 60);
    expect(balanceOf(owing.balances, 'beans')).toMatchObject({ active: 0, debt: 45 });
    const [some] = awarded(owing, 'next', NOW, { points: 30 });
    expect(balanceOf(some.balances, 'beans')).toMatchObject({ active: 0, debt: 15 });
    const [rest] = awarded(some, 'after', NOW, { points: 20 });
    expect(balanceOf(rest.balances, 'beans')).toMatchObject({ active: 5, debt: 0, lifetime: 50 });
  });

  it('are repaid by pending points on the day on which these vest', () => {
    const owing = after(books, 60);
    const [pending] = awarded(owing, 'next', NOW, { points: 50, vestsAt: at('2026-12-10') });
    expect(balanceOf(pending.balances, 'beans')).toMatchObject({ pending: 50, debt: 45 });
    const vested = settleLots(pending, at('2026-12-10')).reduce(booked, pending);
    expect(balanceOf(vested.balances, 'beans')).toMatchObject({ active: 5, pending: 0, debt: 0 });
  });

  it('are forgiven by `clip`, which says how many', () => {
    const returned = valueOf(reversal(books, 60, { spent: 'clip' }));
    expect(returned.forgiven).toBe(45);
    expect(balanceOf(after(books, 60, { spent: 'clip' }).balances, 'beans')).toMatchObject({
      active: 0,
      debt: 0,
      lifetime: 45,
    });
  });

  it('stop the reversal by `refuse`', () => {
    expect(codeOf(reversal(books, 60, { spent: 'refuse' }))).toBe('points_spent');
  });

  it('leave no transaction when all of them are forgiven', () => {
    expect(valueOf(reversal(spent(own, 60), 60, { spent: 'clip' }))).toEqual({
      transaction: null,
      forgiven: 60,
    });
  });
});

it('a redemption that is taken back gives its points to the lots that they came from', () => {
  const [own, lot] = awarded(NOBODY, 'award', at('2026-10-01'), { points: 60, expiresAt: at('2027-10-01') });
  const books = spent(own, 45);
  const transaction = reverseRedemption(books, headOf('undo', NOW), {
    reverses: AWARD,
    wallet: 'beans',
    shares: [{ lotId: lot, points: 45 }],
    revival: { graceFor: duration('P30D'), zone: UTC },
    now: NOW,
  });
  const given = bookedAndRepaid(books, transaction);
  expect(given.balances).toEqual(own.balances);
  expect(given.lots).toEqual(own.lots);
});

import { describe, expect, it } from 'vitest';
import { UTC } from '../values/calendar.ts';
import { at, duration } from '../values/instant.fixture.ts';
import { balanceOf } from './balance.ts';
import { awarded, bookedAndRepaid, codeOf, NOBODY, headOf, valueOf, type Books } from './books.fixture.ts';
import { capture, hold, release, type Resolution } from './hold.ts';

const NOW = at('2026-11-26');
const LATER = at('2027-02-10');
const GRACE = { graceFor: duration('P30D'), zone: UTC };
const [one, january] = awarded(NOBODY, 'january', at('2026-01-05'), {
  points: 80,
  expiresAt: at('2027-01-31'),
});
const [books, march] = awarded(one, 'march', at('2026-02-05'), { points: 50, expiresAt: at('2027-03-31') });

const held = valueOf(hold(books, headOf('hold', NOW), { wallet: 'beans', points: 100 }, NOW));
const holding = bookedAndRepaid(books, held.transaction);

function resolution(change: Partial<Resolution> = {}): Resolution {
  return {
    hold: { wallet: 'beans', shares: held.shares, expiresAt: at('2027-02-28') },
    revival: GRACE,
    now: NOW,
    ...change,
  };
}

function lotsOf({ lots }: Books) {
  return lots.map(({ id, remaining, held: inHold }) => [id, remaining, inHold]);
}

describe('a hold', () => {
  it('reserves the points that expire first, and what is held can no longer be spent', () => {
    expect(balanceOf(holding.balances, 'beans')).toMatchObject({ active: 30, held: 100 });
    expect(lotsOf(holding)).toEqual([
      [january, 0, 80],
      [march, 30, 20],
    ]);
    const again = hold(holding, headOf('again', NOW), { wallet: 'beans', points: 31 }, NOW);
    expect(codeOf(again)).toBe('insufficient_points');
  });

  it('that is released gives every point back to the lot that it came from', () => {
    const after = bookedAndRepaid(holding, release(holding, headOf('resolve', NOW), resolution()));
    expect(lotsOf(after)).toEqual(lotsOf(books));
    expect(after.balances).toEqual(books.balances);
  });

  it('that is captured in part spends what expires first and gives back the rest', () => {
    const { transaction } = valueOf(capture(holding, headOf('resolve', NOW), resolution(), 85));
    const after = bookedAndRepaid(holding, transaction);
    expect(balanceOf(after.balances, 'beans')).toMatchObject({ active: 45, held: 0, lifetime: 130 });
    expect(lotsOf(after)).toEqual([
      [january, 0, 0],
      [march, 45, 0],
    ]);
  });

  it('gives points whose lot has expired meanwhile a time of grace in a lot of their own', () => {
    const transaction = release(holding, headOf('resolve', LATER), resolution({ now: LATER }));
    const after = bookedAndRepaid(holding, transaction);
    expect(after.lots.at(-1)).toMatchObject({ remaining: 80, expiresAt: at('2027-03-12') });
    expect(transaction.lots).toMatchObject([{ origin: january }]);
    expect(balanceOf(after.balances, 'beans')).toMatchObject({ active: 130, held: 0 });
  });

  it('lets them expire where there is no grace', () => {
    const revival = { graceFor: null, zone: UTC };
    const transaction = release(holding, headOf('resolve', LATER), resolution({ now: LATER, revival }));
    expect(balanceOf(bookedAndRepaid(holding, transaction).balances, 'beans').active).toBe(50);
    expect(transaction.postings).toContainEqual(expect.objectContaining({ account: 'expired', amount: 80 }));
  });

  it.each([
    ['more than is held', {}, 101, 'capture_exceeds_hold'],
    ['at the instant of its end', { now: at('2027-02-28') }, 100, 'hold_expired'],
    ['nothing', {}, 0, 'invalid_amount'],
    ['half a point', {}, 0.5, 'invalid_amount'],
  ] as const)('cannot be captured: %s', (_what, change, points, code) => {
    expect(codeOf(capture(holding, headOf('resolve', NOW), resolution(change), points))).toBe(code);
  });
});

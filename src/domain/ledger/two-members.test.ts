import { describe, expect, it } from 'vitest';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { NO_POINTS } from './balance.ts';
import {
  awarded,
  bookedAndRepaid,
  codeOf,
  emptyBooks,
  headOf,
  valueOf,
  type Books,
} from './books.fixture.ts';
import { hold } from './hold.ts';
import { merge } from './merge.ts';
import { reverseAward } from './reverse.ts';
import { redeem } from './redeem.ts';
import { transfer } from './transfer.ts';

const NOW = at('2026-11-26');
const programId = 'corner-coffee';
const HEADS = { out: headOf('out', NOW), into: headOf('into', NOW) };
const ada = emptyBooks({ programId, memberId: deriveUuid('member', 'ada') });
const bob = emptyBooks({ programId, memberId: deriveUuid('member', 'bob') });

const [some] = awarded(ada, 'march', at('2026-01-05'), { points: 50, expiresAt: at('2027-03-31') });
const [rich] = awarded(some, 'pending', at('2026-11-20'), { points: 20, vestsAt: at('2026-12-04') });

/** Owes 30: earned and spent, then returned. */
function owing(books: Books): Books {
  const [earned] = awarded(books, 'gone', at('2026-09-01'), { points: 30 });
  const lot = earned.lots.at(-1);
  if (lot === undefined) throw new Error('nothing was earned');
  const spent = bookedAndRepaid(
    earned,
    valueOf(redeem({ ...earned, lots: [lot] }, headOf('spend', NOW), { wallet: 'beans', points: 30 }, NOW))
      .transaction,
  );
  const { transaction } = valueOf(
    reverseAward({ ...spent, lots: spent.lots.slice(-1) }, headOf('return', NOW), {
      reverses: deriveUuid('transaction', 'gone'),
      wallet: 'beans',
      points: 30,
      lot: { ...lot, remaining: 0 },
      expired: 0,
      spent: 'debt',
      now: NOW,
    }),
  );
  return transaction === null ? spent : bookedAndRepaid(spent, transaction);
}

function transferredIn({ journal }: Books): number {
  return journal
    .flatMap(({ postings }) => postings)
    .reduce((sum, { account, amount }) => (account === 'transferred' ? sum + amount : sum), 0);
}

describe('a transfer', () => {
  const { out, into } = valueOf(transfer(rich, bob, HEADS, { wallet: 'beans', points: 40 }, NOW));
  const [from, to] = [bookedAndRepaid(rich, out), bookedAndRepaid(bob, into)];

  it('takes from one what it gives to the other, with the expiry that it had', () => {
    expect(from.balances.beans).toMatchObject({ active: 10, pending: 20, lifetime: 70 });
    expect(to.balances.beans).toEqual({ ...NO_POINTS, active: 40 });
    expect(to.lots).toMatchObject([{ remaining: 40, expiresAt: at('2027-03-31') }]);
    expect(transferredIn(from) + transferredIn(to)).toBe(0);
  });

  it('repays what the other owes first', () => {
    const poor = owing(bob);
    const arrival = valueOf(transfer(rich, poor, HEADS, { wallet: 'beans', points: 40 }, NOW)).into;
    expect(bookedAndRepaid(poor, arrival).balances.beans).toMatchObject({ active: 10, debt: 0 });
  });

  it('is refused to oneself, beyond what is active, and of nothing', () => {
    expect(codeOf(transfer(rich, rich, HEADS, { wallet: 'beans', points: 1 }, NOW))).toBe('same_member');
    expect(codeOf(transfer(rich, bob, HEADS, { wallet: 'beans', points: 51 }, NOW))).toBe(
      'insufficient_points',
    );
    expect(codeOf(transfer(rich, bob, HEADS, { wallet: 'beans', points: 0 }, NOW))).toBe('invalid_amount');
  });
});

function merged(from: Books, into: Books): readonly [from: Books, into: Books] {
  const sides = valueOf(merge(from, into, HEADS, NOW));
  if (sides === null) throw new Error('there was nothing to merge');
  return [bookedAndRepaid(from, sides.out), bookedAndRepaid(into, sides.into)];
}

describe('a merge', () => {
  it('carries pending and active points, their lots, and what was ever earned', () => {
    const [from, into] = merged(rich, bob);
    expect(from.balances.beans).toEqual(NO_POINTS);
    expect(into.balances).toEqual(rich.balances);
    expect(into.lots.map(({ remaining, vestsAt, expiresAt }) => [remaining, vestsAt, expiresAt])).toEqual(
      rich.lots.map(({ remaining, vestsAt, expiresAt }) => [remaining, vestsAt, expiresAt]),
    );
    expect(transferredIn(from) + transferredIn(into)).toBe(0);
  });

  it('repays a debt of the one who goes from what the other has', () => {
    const [from, into] = merged(owing(bob), rich);
    expect(from.balances.beans).toEqual(NO_POINTS);
    expect(into.balances.beans).toMatchObject({ active: 20, pending: 20, debt: 0, lifetime: 70 });
  });

  it('repays a debt of the one who stays from what the other brings', () => {
    const [, into] = merged(rich, owing(bob));
    expect(into.balances.beans).toMatchObject({ active: 20, pending: 20, debt: 0, lifetime: 70 });
  });

  it('adds up two debts', () => {
    const [, into] = merged(owing(ada), owing(bob));
    expect(into.balances.beans).toMatchObject({ active: 0, debt: 60 });
  });

  it('is refused with oneself, and while points are held', () => {
    expect(codeOf(merge(rich, rich, HEADS, NOW))).toBe('same_member');
    const held = valueOf(hold(rich, headOf('hold', NOW), { wallet: 'beans', points: 1 }, NOW));
    expect(codeOf(merge(bookedAndRepaid(rich, held.transaction), bob, HEADS, NOW))).toBe('points_held');
  });

  it('of somebody who never had anything moves nothing', () => {
    expect(valueOf(merge(ada, bob, HEADS, NOW))).toBeNull();
  });
});

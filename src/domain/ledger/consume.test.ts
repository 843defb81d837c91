import { describe, expect, it } from 'vitest';
import { at } from '../values/instant.fixture.ts';
import { awarded, codeOf, NOBODY, headOf, valueOf } from './books.fixture.ts';
import { consume } from './consume.ts';
import { redeem } from './redeem.ts';

const NOW = at('2026-11-26');

const [one, march] = awarded(NOBODY, 'march', at('2026-01-05'), { points: 50, expiresAt: at('2027-03-31') });
const [two, january] = awarded(one, 'january', at('2026-02-05'), {
  points: 80,
  expiresAt: at('2027-01-31'),
});
const [three, never] = awarded(two, 'never', at('2026-03-05'), { points: 10 });
const [books, younger] = awarded(three, 'younger', at('2026-04-05'), { points: 10 });

function shares(points: number) {
  return valueOf(consume(books.lots, { wallet: 'beans', points }, NOW));
}

describe('what is spent', () => {
  it('comes from the points that expire first', () => {
    expect(shares(100)).toEqual([
      { lotId: january, points: 80 },
      { lotId: march, points: 20 },
    ]);
  });

  it('comes last from points that never expire, the oldest first', () => {
    expect(shares(145).slice(2)).toEqual([
      { lotId: never, points: 10 },
      { lotId: younger, points: 5 },
    ]);
  });

  it('is never pending, expired, or of another wallet', () => {
    const [pending] = awarded(NOBODY, 'pending', at('2026-11-20'), {
      points: 5,
      vestsAt: at('2026-12-24'),
    });
    const [over] = awarded(pending, 'over', at('2025-11-20'), { points: 5, expiresAt: NOW });
    const [mixed] = awarded(over, 'status', at('2025-11-20'), { points: 5, wallet: 'status' });
    const consumed = consume(mixed.lots, { wallet: 'beans', points: 1 }, NOW);
    expect(codeOf(consumed)).toBe('insufficient_points');
  });

  it.each([0, -1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1])('is no amount such as %d', (points) => {
    expect(codeOf(consume(books.lots, { wallet: 'beans', points }, NOW))).toBe('invalid_amount');
  });

  it('is redeemed from the member’s account, line by line, to the program’s', () => {
    const { transaction } = valueOf(
      redeem(books, headOf('coffee', NOW), { wallet: 'beans', points: 90 }, NOW),
    );
    const lines = transaction.postings.map(({ account, amount, lotId }) => [account, amount, lotId]);
    expect(lines).toEqual([
      ['member_active', -80, january],
      ['member_active', -10, march],
      ['redeemed', 90, null],
    ]);
  });
});

import { expect, it } from 'vitest';
import { awarded, booked, emptyBooks, headOf, valueOf } from '../ledger/books.fixture.ts';
import { redeem } from '../ledger/redeem.ts';
import { reverseAward, reverseRedemption } from '../ledger/reverse.ts';
import { settleLots } from '../ledger/settle-lots.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { purchaseOf, withExpired } from './purchase.ts';

const NOW = at('2026-11-26');
const NOBODY = emptyBooks({ programId: 'corner-coffee', memberId: deriveUuid('member') });

it('what expired of a purchase’s points counts until it is taken back, given back too late or not at all', () => {
  const [bought] = awarded(NOBODY, 'award', at('2026-01-01'), { points: 60, expiresAt: at('2026-11-01') });
  const [award] = bought.journal;
  if (award === undefined) throw new Error('nothing was awarded');
  const spent = valueOf(
    redeem(bought, headOf('spend', at('2026-02-01')), { wallet: 'beans', points: 20 }, at('2026-02-01')),
  );
  const afterwards = booked(bought, spent.transaction);
  const expired = settleLots(afterwards, NOW).reduce(booked, afterwards);
  const undone = reverseRedemption(expired, headOf('undo', NOW), {
    reverses: spent.transaction.id,
    wallet: 'beans',
    shares: spent.shares,
    revival: { graceFor: null, zone: UTC },
    now: NOW,
  });
  const tooLate = booked(expired, undone);
  const data = { orderId: '1', total: { amountMinor: 600, currency: 'EUR' } };
  const purchase = purchaseOf({ id: deriveUuid('event'), seq: 1, occurredAt: NOW, data }, award);
  const expiredOf = (books: typeof tooLate) =>
    books.journal.reduce(withExpired, [purchase])[0]?.awarded[0]?.expired;
  expect([afterwards, expired, tooLate].map(expiredOf)).toEqual([0, 40, 60]);

  const [lot] = tooLate.lots;
  if (lot === undefined) throw new Error('there is no lot');
  const terms = { reverses: award.id, wallet: 'beans', lot, spent: 'debt', now: NOW } as const;
  const { transaction } = valueOf(
    reverseAward(tooLate, headOf('return', NOW), { ...terms, points: 45, expired: 60 }),
  );
  if (transaction === null) throw new Error('nothing was taken back');
  expect(expiredOf(booked(tooLate, transaction))).toBe(15);
});

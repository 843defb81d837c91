import { expect, it } from 'vitest';
import { lotTerms } from '../earning/lot-terms.ts';
import type { Expiry, Program } from '../program/program.ts';
import { deriveUuid } from '../values/identity.ts';
import { at, BERLIN, duration } from '../values/instant.fixture.ts';
import { instantOf, type Instant } from '../values/instant.ts';
import { award } from './award.ts';
import { balanceOf } from './balance.ts';
import { booked, emptyBooks, headOf, type Books } from './books.fixture.ts';
import { settleLots } from './settle-lots.ts';

const OWNER = { programId: 'corner-coffee', memberId: deriveUuid('member') };

function programOf(expiry: Expiry): Program {
  return {
    id: OWNER.programId,
    currency: 'EUR',
    zone: BERLIN,
    wallets: { beans: { kind: 'redeemable', pendingFor: duration('P1D'), expiry } },
    attributes: {},
    topics: [],
    earn: [],
  };
}

function settled(books: Books, now: Instant): Books {
  return settleLots(books, now).reduce(booked, books);
}

const BY_MONTH: Expiry = { kind: 'rolling', duration: duration('P12M'), roundedTo: 'month' };
const TO_THE_DAY: Expiry = { kind: 'rolling', duration: duration('P12M'), roundedTo: null };
const LEAP_DAY: Expiry = { kind: 'everyYear', monthDay: '02-29' };

it.each([
  [
    'half past two does not exist',
    BY_MONTH,
    '2027-03-27T02:30:00+01:00',
    '2027-03-28T03:00:00+02:00',
    '2028-04-01T00:00:00+02:00',
  ],
  [
    'half past two comes twice',
    BY_MONTH,
    '2026-10-24T02:30:00+02:00',
    '2026-10-25T02:30:00+02:00',
    '2027-11-01T00:00:00+01:00',
  ],
  [
    'a leap day has no anniversary',
    TO_THE_DAY,
    '2028-02-29T12:00:00+01:00',
    '2028-03-01T12:00:00+01:00',
    '2029-02-28T12:00:00+01:00',
  ],
  [
    'the last day of February is meant',
    LEAP_DAY,
    '2027-02-01T12:00:00+01:00',
    '2027-02-02T12:00:00+01:00',
    '2027-03-01T00:00:00+01:00',
  ],
  [
    'February has 29 days',
    LEAP_DAY,
    '2028-02-01T12:00:00+01:00',
    '2028-02-02T12:00:00+01:00',
    '2028-03-01T00:00:00+01:00',
  ],
])('points vest and expire to the millisecond where %s', (_where, expiry, earned, vests, expires) => {
  const [earnedAt, vestsAt, expiresAt] = [at(earned), at(vests), at(expires)];
  const terms = lotTerms(programOf(expiry), 'beans', earnedAt);
  const line = { wallet: 'beans', points: 10, rule: 'base', ...terms };
  const issue = award({ ...headOf('award', earnedAt), ...OWNER, lines: [line], now: earnedAt });
  const books = booked(emptyBooks(OWNER), issue);
  const activeAt = (now: number) => balanceOf(settled(books, instantOf(now)).balances, 'beans').active;
  expect([vestsAt - 1, vestsAt, expiresAt - 1, expiresAt].map(activeAt)).toEqual([0, 10, 10, 0]);
  const onTime = [vestsAt, expiresAt].reduce(settled, books);
  expect(settled(books, expiresAt)).toEqual(onTime);
});

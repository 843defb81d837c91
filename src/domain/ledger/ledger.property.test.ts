import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { evolve, noFacts } from '../lifecycle/evolve.ts';
import { deriveUuid } from '../values/identity.ts';
import { instantOf } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import { award } from './award.ts';
import { balanceOf } from './balance.ts';
import { booked, emptyBooks, type Books } from './books.fixture.ts';
import type { Lot } from './lot.ts';
import { BY_LEDGER, pointsEvents } from './points-events.ts';
import { assertBalanced } from './post.ts';
import { settleLots } from './settle-lots.ts';

const MEMBER = deriveUuid('member');
const PROGRAM = 'corner-coffee';
const WALLETS = ['beans', 'status'] as const;

function settled(books: Books, now: Instant): Books {
  return settleLots(books, now).reduce(booked, books);
}

interface Step {
  readonly at: number;
  readonly sweeps: boolean;
  readonly lines: readonly {
    readonly wallet: (typeof WALLETS)[number];
    readonly points: number;
    readonly vestsAfter: number | null;
    readonly expiresAfter: number | null;
  }[];
}

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      at: fc.nat(1_000),
      sweeps: fc.boolean(),
      lines: fc.array(
        fc.record({
          wallet: fc.constantFrom(...WALLETS),
          points: fc.integer({ min: 1, max: 1_000_000 }),
          vestsAfter: fc.option(fc.integer({ min: -50, max: 200 })),
          expiresAfter: fc.option(fc.integer({ min: -50, max: 400 })),
        }),
        { maxLength: 4 },
      ),
    }),
    { maxLength: 12 },
  )
  .map((drawn) => drawn.toSorted((a, b) => a.at - b.at));

function play(story: readonly Step[], sweepsWhen: (step: Step) => boolean): Books {
  let books = emptyBooks({ programId: PROGRAM, memberId: MEMBER });
  for (const [index, step] of story.entries()) {
    const now = instantOf(step.at);
    if (sweepsWhen(step)) books = settled(books, now);
    if (step.lines.length === 0) continue;
    const lines = step.lines.map(({ wallet, points, vestsAfter, expiresAfter }) => ({
      wallet,
      points,
      rule: 'rule',
      vestsAt: vestsAfter === null ? null : instantOf(step.at + vestsAfter),
      expiresAt: expiresAfter === null ? null : instantOf(step.at + expiresAfter),
    }));
    const transaction = award({
      businessKey: `event:till:${index}`,
      programId: PROGRAM,
      memberId: MEMBER,
      effectiveAt: now,
      causeEventId: null,
      actor: 'till',
      reason: null,
      lines,
      now,
    });
    books = booked(books, transaction);
  }
  return settled(books, instantOf(2_000));
}

function sumOf(lots: readonly Lot[], wallet: string, vested: boolean): number {
  return lots
    .filter((lot) => lot.wallet === wallet && lot.vested === vested)
    .reduce((sum, { remaining }) => sum + remaining, 0);
}

it('every transaction sums to zero in each wallet', () => {
  fc.assert(
    fc.property(steps, (story) => {
      for (const transaction of play(story, ({ sweeps }) => sweeps).journal) assertBalanced(transaction);
    }),
  );
});

it('what is active and pending is what the lots hold, and what was earned is there or has expired', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const { balances, lots, journal } = play(story, ({ sweeps }) => sweeps);
      for (const wallet of WALLETS) {
        const balance = balanceOf(balances, wallet);
        expect(balance.active).toBe(sumOf(lots, wallet, true));
        expect(balance.pending).toBe(sumOf(lots, wallet, false));
        const expired = journal
          .flatMap(({ postings }) => postings)
          .filter((posting) => posting.wallet === wallet && posting.account === 'expired')
          .reduce((sum, { amount }) => sum + amount, 0);
        expect(balance.lifetime).toBe(balance.active + balance.pending + expired);
      }
    }),
  );
});

it('sweeping often, once at the end, or twice gives the same balances and lots', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const [often, once] = [play(story, () => true), play(story, () => false)];
      expect(once.balances).toEqual(often.balances);
      expect(once.lots).toEqual(often.lots);
      expect(settled(once, instantOf(2_000))).toEqual(once);
    }),
  );
});

it('what is due is posted in the order of time', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const swept = play(story, () => false).journal.filter(({ kind }) => kind !== 'award');
      const instants = swept.map(({ effectiveAt }) => effectiveAt);
      expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    }),
  );
});

it('folding the events of the transactions gives the balances, and the ids are all different', () => {
  fc.assert(
    fc.property(steps, (story) => {
      const { balances, journal } = play(story, ({ sweeps }) => sweeps);
      const events = journal.flatMap((transaction) => pointsEvents(transaction, balances, BY_LEDGER));
      const facts = events.reduce((folded, event) => evolve(folded, event, []), noFacts(''));
      expect(facts.balances).toEqual(balances);
      const ids = [...journal, ...events, ...journal.flatMap(({ lots }) => lots)].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(journal.map(({ businessKey }) => businessKey)).size).toBe(journal.length);
    }),
  );
});

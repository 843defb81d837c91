import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lotTerms } from '../earning/lot-terms.ts';
import type { Program } from '../program/program.ts';
import { rowsBelow } from '../text/markdown.fixture.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at, duration } from '../values/instant.fixture.ts';
import type { Instant } from '../values/instant.ts';
import { award } from './award.ts';
import { balanceOf } from './balance.ts';
import { booked, emptyBooks, type Books } from './books.fixture.ts';
import { settleLots } from './settle-lots.ts';
import type { LedgerTransaction } from './transaction.ts';

const program: Program = {
  id: 'corner-coffee',
  currency: 'EUR',
  zone: UTC,
  wallets: {
    beans: {
      kind: 'redeemable',
      pendingFor: duration('P14D'),
      expiry: { kind: 'rolling', duration: duration('P12M'), roundedTo: 'month' },
    },
  },
  attributes: {},
  topics: [],
  earn: [],
};

const [programId, memberId] = [program.id, deriveUuid('member')];

interface Row {
  readonly number: string;
  readonly at: Instant;
  readonly awarded: number | null;
  readonly outcome: readonly string[];
}

/** The rows of the worked example: `| # | At | What | … |`. */
function exampleRows(): readonly Row[] {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  return rowsBelow(readme, '#').map(([number = '', when = '', what = '', ...outcome]) => {
    const awarded = /^awards (\d+)$/.exec(what)?.[1];
    return { number, at: at(when), awarded: awarded === undefined ? null : Number(awarded), outcome };
  });
}

function transactionsFor({ number, at: now, awarded }: Row, books: Books): readonly LedgerTransaction[] {
  if (awarded === null) return settleLots(books, now);
  const line = { wallet: 'beans', points: awarded, rule: 'base', ...lotTerms(program, 'beans', now) };
  const head = { programId, memberId, effectiveAt: now, causeEventId: null, actor: 'till', reason: null };
  return [award({ ...head, businessKey: `event:till:${number}`, lines: [line], now })];
}

/** Lots of one instant are told apart by ids without meaning, so the lines are compared in any order. */
function lines(text: string): readonly string[] {
  return text.split(', ').toSorted();
}

it('the worked example is what the ledger does', () => {
  const rows = exampleRows();
  expect(rows).toHaveLength(6);
  let books = emptyBooks({ programId, memberId });
  for (const row of rows) {
    const transactions = transactionsFor(row, books);
    books = transactions.reduce(booked, books);
    const [kind = '', written = '', ...amounts] = row.outcome;
    const postings = transactions
      .flatMap((transaction) => transaction.postings)
      .map(({ account, amount }) => `${account} ${amount > 0 ? '+' : ''}${amount}`);
    const { active, pending, lifetime } = balanceOf(books.balances, 'beans');
    expect([row.number, transactions.map((transaction) => transaction.kind).join()]).toEqual([
      row.number,
      kind,
    ]);
    expect(postings.toSorted()).toEqual(written === '' ? [] : lines(written));
    expect(amounts).toEqual([active, pending, lifetime].map(String));
  }
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lotTerms } from '../earning/lot-terms.ts';
import type { Program } from '../program/program.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { parseInstant } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import { award } from './award.ts';
import { balanceOf } from './balance.ts';
import { booked, EMPTY_BOOKS } from './books.fixture.ts';
import { settleLots, type Lot } from './settle-lots.ts';
import type { LedgerTransaction } from './transaction.ts';

const program: Program = {
  id: 'corner-coffee',
  currency: 'EUR',
  zone: UTC,
  wallets: {
    beans: {
      kind: 'redeemable',
      pendingFor: { months: 0, days: 14, milliseconds: 0 },
      expiry: {
        kind: 'rolling',
        duration: { months: 12, days: 0, milliseconds: 0 },
        roundedTo: 'month',
      },
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
  return readme.split('\n').flatMap((line) => {
    const [number = '', at = '', what = '', ...outcome] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const instant = parseInstant(at);
    if (!/^\d+$/.test(number) || instant === null) return [];
    const awarded = /^awards (\d+)$/.exec(what)?.[1];
    return [{ number, at: instant, awarded: awarded === undefined ? null : Number(awarded), outcome }];
  });
}

function transactionsFor({ number, at, awarded }: Row, lots: readonly Lot[]): readonly LedgerTransaction[] {
  if (awarded === null) return settleLots({ programId, memberId, lots }, at);
  const line = { wallet: 'beans', points: awarded, rule: 'base', ...lotTerms(program, 'beans', at) };
  const head = { programId, memberId, effectiveAt: at, causeEventId: null, actor: 'till', reason: null };
  return [award({ ...head, businessKey: `event:till:${number}`, lines: [line], now: at })];
}

/** Lots of one instant are told apart by ids without meaning, so the lines are compared in any order. */
function lines(text: string): readonly string[] {
  return text.split(', ').toSorted();
}

it('the worked example is what the ledger does', () => {
  const rows = exampleRows();
  expect(rows).toHaveLength(6);
  let books = EMPTY_BOOKS;
  for (const row of rows) {
    const transactions = transactionsFor(row, books.lots);
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

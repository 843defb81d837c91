import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rowsBelow } from '../text/markdown.fixture.ts';
import { at } from '../values/instant.fixture.ts';
import { balanceOf } from './balance.ts';
import { booksOf, NOTHING_YET, played, type Example } from './example.fixture.ts';

const README = readFileSync(new URL('README.md', import.meta.url), 'utf8');

/** What was posted after what had been posted before: first that of one member, then that of others. */
function postedSince(before: Example, after: Example, first: string) {
  const others = [...after.members.keys()].filter((who) => who !== first);
  return [first, ...others].flatMap((who) =>
    booksOf(after, who).journal.slice(booksOf(before, who).journal.length),
  );
}

it.each([
  ['Hold', 3],
  ['Return', 5],
  ['Grace', 6],
  ['Transfer', 5],
  ['Merge', 6],
])('the worked example beginning with %s is what the ledger does', (header, length) => {
  const rows = rowsBelow(README, header);
  expect(rows).toHaveLength(length);
  let example = NOTHING_YET;
  for (const [number = '', when = '', who = '', what = '', ...told] of rows) {
    const after = played(example, { number, at: at(when), who, what });
    const transactions = postedSince(example, after, who);
    const lines = transactions
      .flatMap(({ postings }) => postings)
      .map(({ account, amount }) => `${account} ${amount > 0 ? '+' : ''}${amount}`);
    const { active, held, debt, lifetime } = balanceOf(booksOf(after, who).balances, 'beans');
    const kinds = transactions.map(({ kind }) => kind).join(', ');
    const happened = [kinds, lines.join(', '), ...[active, held, debt, lifetime].map(String)];
    expect([number, ...happened]).toEqual([number, ...told]);
    example = after;
  }
});

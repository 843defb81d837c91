import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at, duration } from '../values/instant.fixture.ts';
import type { Instant } from '../values/instant.ts';
import type { Result } from '../values/result.ts';
import { award } from './award.ts';
import { bookedAndRepaid, emptyBooks, headOf, valueOf, type Books } from './books.fixture.ts';
import { capture, hold, release, type Hold } from './hold.ts';
import { merge } from './merge.ts';
import { redeem } from './redeem.ts';
import { reverseAward } from './reverse.ts';
import { settleLots } from './settle-lots.ts';
import { transactionIdOf } from './standing.ts';
import { transfer, type BothSides } from './transfer.ts';
import type { LedgerTransaction } from './transaction.ts';

/** One row of a worked example. */
export interface ExampleRow {
  readonly number: string;
  readonly at: Instant;
  readonly who: string;
  readonly what: string;
}

/** What the members of an example have after some of its rows, and what is held. */
export interface Example {
  readonly members: ReadonlyMap<string, Books>;
  readonly held: Hold | null;
}

export const NOTHING_YET: Example = { members: new Map(), held: null };

const wallet = 'beans';
const revival = { graceFor: duration('P30D'), zone: UTC };

export function booksOf({ members }: Example, who: string): Books {
  return members.get(who) ?? emptyBooks({ programId: 'corner-coffee', memberId: deriveUuid('member', who) });
}

interface Scene {
  readonly row: ExampleRow;
  /** Of whom the row tells. */
  readonly books: Books;
  readonly example: Example;
}

type Telling = (scene: Scene, ...words: readonly string[]) => Example;

/** What a row may say. */
const TELLINGS: readonly (readonly [RegExp, Telling])[] = [
  [/^settles$/, ({ example }) => example],
  [
    /^awards (\d+)(?: until (\S+))?$/,
    (scene, points, until) => one(scene, awarded(scene, Number(points), until)),
  ],
  [/^redeems (\d+)$/, (scene, points) => one(scene, redeemed(scene, Number(points)))],
  [
    /^takes back (\d+) of row (\d+)$/,
    (scene, points, of = '') => one(scene, takenBack(scene, Number(points), of)),
  ],
  [/^holds (\d+)$/, (scene, points) => holding(scene, Number(points))],
  [/^captures (\d+)$/, (scene, points) => one(scene, captured(scene, Number(points)))],
  [/^releases$/, (scene) => one(scene, release(scene.books, headIn(scene), resolutionIn(scene)))],
  [/^passes (\d+) to (\S+)$/, (scene, points, other = '') => passing(scene, other, Number(points))],
  [/^merges into (\S+)$/, (scene, other = '') => merging(scene, other)],
];

/** The example after one more row, which begins with what is due. A row that says nothing is a mistake of the page. */
export function played(example: Example, row: ExampleRow): Example {
  const before = booksOf(example, row.who);
  const books = settleLots(before, row.at).reduce(bookedAndRepaid, before);
  const scene = { row, books, example: withBooks(example, row.who, books) };
  for (const [pattern, tell] of TELLINGS) {
    const words = pattern.exec(row.what);
    if (words !== null) return tell(scene, ...words.slice(1));
  }
  throw new Error(`row ${row.number} says nothing: ${row.what}`);
}

function withBooks(example: Example, who: string, books: Books): Example {
  return { ...example, members: new Map([...example.members, [who, books]]) };
}

function one({ example, row, books }: Scene, transaction: LedgerTransaction): Example {
  return withBooks(example, row.who, bookedAndRepaid(books, transaction));
}

function headIn({ row }: Scene) {
  return headOf(row.number, row.at);
}

function awarded({ row, books }: Scene, points: number, until?: string): LedgerTransaction {
  const expiresAt = until === undefined ? null : at(until);
  const lines = [{ wallet, points, rule: 'base', vestsAt: null, expiresAt }];
  const { programId, memberId } = books;
  return award({ ...headOf(row.number, row.at), programId, memberId, lines, now: row.at });
}

function redeemed(scene: Scene, points: number): LedgerTransaction {
  return valueOf(redeem(scene.books, headIn(scene), { wallet, points }, scene.row.at)).transaction;
}

function takenBack(scene: Scene, points: number, ofRow: string): LedgerTransaction {
  const { books, row } = scene;
  const reverses = transactionIdOf(books, headOf(ofRow, row.at).businessKey);
  const lot = books.lots.find(({ id }) => id === deriveUuid('lot', reverses, '0'));
  if (lot === undefined) throw new Error(`row ${ofRow} awarded nothing`);
  const reversal = { reverses, wallet, points, lot, expired: 0, spent: 'debt', now: row.at } as const;
  const { transaction } = valueOf(reverseAward(books, headIn(scene), reversal));
  if (transaction === null) throw new Error('there was nothing to take back');
  return transaction;
}

function holding(scene: Scene, points: number): Example {
  const { transaction, shares } = valueOf(hold(scene.books, headIn(scene), { wallet, points }, scene.row.at));
  return { ...one(scene, transaction), held: { wallet, shares, expiresAt: null } };
}

function captured(scene: Scene, points: number): LedgerTransaction {
  return valueOf(capture(scene.books, headIn(scene), resolutionIn(scene), points)).transaction;
}

function resolutionIn({ example: { held }, row }: Scene) {
  if (held === null) throw new Error('nothing is held');
  return { hold: held, revival, now: row.at };
}

function passing(scene: Scene, other: string, points: number): Example {
  const into = booksOf(scene.example, other);
  const sides = transfer(scene.books, into, headsIn(scene), { wallet, points }, scene.row.at);
  return both(scene, other, sides);
}

function merging(scene: Scene, other: string): Example {
  const into = booksOf(scene.example, other);
  return both(scene, other, merge(scene.books, into, headsIn(scene), scene.row.at));
}

function headsIn({ row }: Scene) {
  return { out: headOf(`${row.number} out`, row.at), into: headOf(`${row.number} into`, row.at) };
}

function both(scene: Scene, other: string, result: Result<BothSides | null>): Example {
  const sides = valueOf(result);
  if (sides === null) throw new Error('there was nothing to carry');
  const given = one(scene, sides.out);
  return withBooks(given, other, bookedAndRepaid(booksOf(given, other), sides.into));
}

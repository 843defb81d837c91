import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Compare<T> = (a: T, b: T) => number;

export interface SortOptions<T> {
  /** How much an item adds to the memory, in any unit; 1 unless given. */
  readonly weightOf?: (item: T) => number;
  readonly heldWeightMax?: number;
}

/** What is held in memory before it goes to a temporary file, by weight. */
const HELD_WEIGHT_MAX = 20_000;
/** How many items of each piece are in memory while the pieces are merged. */
const ITEMS_PER_BLOCK = 100;

/**
 * Yields the items in order, stably, in bounded memory: what weighs more than `heldWeightMax` is sorted in pieces, kept in
 * temporary files, and merged. The files have no name while they are used, so nothing stays behind when the process
 * dies. Items are plain JSON; nothing is yielded before all were read.
 */
export async function* sortExternally<T>(
  items: AsyncIterable<T>,
  compare: Compare<T>,
  { weightOf = () => 1, heldWeightMax = HELD_WEIGHT_MAX }: SortOptions<T> = {},
): AsyncGenerator<T> {
  const runs: Run[] = [];
  try {
    let held: T[] = [];
    let weight = 0;
    for await (const item of items) {
      held.push(item);
      weight += weightOf(item);
      if (weight < heldWeightMax) continue;
      runs.push(await spill(held.toSorted(compare)));
      held = [];
      weight = 0;
    }
    const rest = held.toSorted(compare);
    if (runs.length === 0) yield* rest;
    else yield* merge([...runs.map((run) => readBack<T>(run)), rest[Symbol.iterator]()], compare);
  } finally {
    await Promise.all(runs.map(({ file }) => file.close()));
  }
}

/** A sorted piece in a temporary file, as JSON arrays of a few items each, one after the other. */
interface Run {
  readonly file: FileHandle;
  readonly blockBytes: readonly number[];
}

async function spill(items: readonly unknown[]): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'perennial-import-'));
  const file = await open(join(directory, 'run'), 'wx+', 0o600);
  await rm(directory, { recursive: true });
  const blockBytes: number[] = [];
  for (let from = 0; from < items.length; from += ITEMS_PER_BLOCK) {
    const block = Buffer.from(JSON.stringify(items.slice(from, from + ITEMS_PER_BLOCK)));
    await file.writeFile(block);
    blockBytes.push(block.length);
  }
  return { file, blockBytes };
}

async function* readBack<T>({ file, blockBytes }: Run): AsyncGenerator<T> {
  let position = 0;
  for (const length of blockBytes) {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position });
    if (bytesRead !== length) throw new Error('a temporary file is shorter than what was written');
    position += length;
    const items: T[] = JSON.parse(buffer.toString());
    yield* items;
  }
}

interface Head<T> {
  readonly item: T;
  readonly run: number;
}

/** Earlier runs win ties, which keeps the order of equal items. */
async function* merge<T>(
  runs: readonly (AsyncIterator<T> | Iterator<T>)[],
  compare: Compare<T>,
): AsyncGenerator<T> {
  const heads: Head<T>[] = [];
  const advance = async (run: number): Promise<void> => {
    const next = await runs[run]?.next();
    if (next === undefined || next.done === true) return;
    const head = { item: next.value, run };
    const place = heads.findIndex((other) => (compare(head.item, other.item) || run - other.run) < 0);
    heads.splice(place < 0 ? heads.length : place, 0, head);
  };
  for (const run of runs.keys()) await advance(run);
  for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
    yield head.item;
    await advance(head.run);
  }
}

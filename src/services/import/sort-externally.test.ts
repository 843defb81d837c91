import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortExternally } from './sort-externally.ts';

interface Item {
  readonly key: number;
  readonly place: number;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('sorting more than fits in memory', () => {
  it('gives the same as a stable sort in memory, however few items it may hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (keys, heldWeightMax) => {
          const items: Item[] = keys.map((key, place) => ({ key, place }));
          const byKey = (a: Item, b: Item): number => a.key - b.key;
          const sorted = await all(sortExternally(each(items), byKey, { heldWeightMax }));
          expect(sorted).toEqual(items.toSorted(byKey));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('closes its files when the reader stops early', async () => {
    const sorted = sortExternally(each([3, 1, 2, 5, 4]), (a, b) => a - b, { heldWeightMax: 2 });
    expect((await sorted.next()).value).toBe(1);
    await sorted.return(undefined);
    expect(await sorted.next()).toEqual({ done: true, value: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { batches, readAhead } from './batches.ts';

async function* numbers(count: number, seen: number[]): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) {
    seen.push(number);
    yield number;
  }
}

async function* failing(): AsyncGenerator<number> {
  yield 1;
  throw new Error('the disk is gone');
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const pairs = { countMax: 2, weightMax: 100, weightOf: (item: number) => item };

describe('batches', () => {
  it('hold every item once, in order, and none is empty', async () => {
    expect(await all(batches(numbers(5, []), pairs))).toEqual([[1, 2], [3, 4], [5]]);
    expect(await all(batches(numbers(4, []), pairs))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await all(batches(numbers(0, []), pairs))).toEqual([]);
  });
});

describe('batches of what is heavy', () => {
  it('are shorter', async () => {
    const limits = { ...pairs, countMax: 9, weightMax: 4 };
    expect(await all(batches(numbers(5, []), limits))).toEqual([[1, 2, 3], [4], [5]]);
  });
});

describe('reading ahead', () => {
  it('gives the same items', async () => {
    expect(await all(readAhead(numbers(3, [])))).toEqual([1, 2, 3]);
  });

  it('fetches one item, and not more, while the reader is busy with the one before', async () => {
    const seen: number[] = [];
    const items = readAhead(numbers(9, seen));
    await items.next();
    expect(seen).toEqual([1, 2]);
    await items.return(undefined);
  });

  it('tells a failure after the items before it', async () => {
    const items = readAhead(failing());
    expect((await items.next()).value).toBe(1);
    await expect(items.next()).rejects.toThrow('the disk is gone');
  });
});

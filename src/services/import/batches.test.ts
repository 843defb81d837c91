import { describe, expect, it } from 'vitest';
import { batches } from './batches.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) {
    yield number;
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const pairs = { countMax: 2, weightMax: 100, weightOf: (item: number) => item };

describe('batches', () => {
  it('hold every item once, in order, and none is empty', async () => {
    expect(await all(batches(numbers(5), pairs))).toEqual([[1, 2], [3, 4], [5]]);
    expect(await all(batches(numbers(4), pairs))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await all(batches(numbers(0), pairs))).toEqual([]);
  });
});

describe('batches of what is heavy', () => {
  it('are shorter', async () => {
    const limits = { ...pairs, countMax: 9, weightMax: 4 };
    expect(await all(batches(numbers(5), limits))).toEqual([[1, 2, 3], [4], [5]]);
  });
});

import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.ts';

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

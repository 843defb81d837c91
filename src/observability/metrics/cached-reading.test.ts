import { expect, it } from 'vitest';
import { cachedReading } from './cached-reading.ts';

it('reads once for all who ask at the same time, and again when the answer is old', async () => {
  let reads = 0;
  const reading = cachedReading(() => Promise.resolve((reads += 1)), { freshForMs: 0 });
  expect(await Promise.all([reading(), reading()])).toEqual([1, 1]);
  expect(await reading()).toBe(2);
});

it('gives an answer again that is still fresh, also that there is none', async () => {
  let reads = 0;
  const reading = cachedReading(() => {
    reads += 1;
    return Promise.reject<number>(new Error('away'));
  });
  expect([await reading(), await reading()]).toEqual([null, null]);
  expect(reads).toBe(1);
});

it('does not wait for what is slow, and asks for it only once', async () => {
  const answer = Promise.withResolvers<string>();
  let reads = 0;
  const read = () => {
    reads += 1;
    return answer.promise;
  };
  const reading = cachedReading(read, { withinMs: 1 });
  expect([await reading(), await reading()]).toEqual([null, null]);
  answer.resolve('late');
  await expect.poll(reading).toBe('late');
  expect(reads).toBe(1);
});

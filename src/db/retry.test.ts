import { expect, it } from 'vitest';
import { retrying } from './retry.ts';

const isBusy = (error: unknown): boolean => error instanceof Error && error.message === 'busy';

/** Work that fails as often as told; the attempts before which it paused. */
function failing(times: number, message: string) {
  let failures = 0;
  const paused: number[] = [];
  const work = async () => {
    if (failures < times) {
      failures += 1;
      throw new Error(message);
    }
    return Promise.resolve('done');
  };
  const pause = (attempt: number) => Promise.resolve(void paused.push(attempt));
  return { work, pause, paused };
}

it('tries again, with a pause before each attempt but the first', async () => {
  const { work, pause, paused } = failing(2, 'busy');
  expect(await retrying(work, isBusy, { pause })).toBe('done');
  expect(paused).toEqual([2, 3]);
});

it('throws the last error when the attempts are used up', async () => {
  const { work, pause, paused } = failing(9, 'busy');
  await expect(retrying(work, isBusy, { pause, attemptsMax: 3 })).rejects.toThrow('busy');
  expect(paused).toEqual([2, 3]);
});

it('throws any other error at once', async () => {
  const { work, pause, paused } = failing(1, 'broken');
  await expect(retrying(work, isBusy, { pause })).rejects.toThrow('broken');
  expect(paused).toEqual([]);
});

it('tells why before each further attempt, and nothing when there is none', async () => {
  const { work, pause } = failing(2, 'busy');
  const told: unknown[] = [];
  await retrying(work, isBusy, { pause, onRetry: (error) => told.push(error) });
  expect(told).toEqual([new Error('busy'), new Error('busy')]);
  const broken = failing(1, 'broken');
  await expect(
    retrying(broken.work, isBusy, { pause, onRetry: (error) => told.push(error) }),
  ).rejects.toThrow('broken');
  expect(told).toHaveLength(2);
});

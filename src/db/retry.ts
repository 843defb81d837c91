import { setTimeout as wait } from 'node:timers/promises';

export interface Retrying {
  /** Also the number of transactions that are begun at most. */
  readonly attemptsMax?: number;
  /** Waits before the attempt of that number, from 2. */
  readonly pause?: (attempt: number) => Promise<void>;
  /** Told why, before each attempt but the first. */
  readonly onRetry?: (error: unknown) => void;
}

const ATTEMPTS_MAX = 5;
const PAUSE_MS = 20;

/**
 * Does work again as long as it fails with an error that `isTransient` recognises, with a growing, jittered pause
 * between the attempts. The last error is thrown.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  isTransient: (error: unknown) => boolean,
  { attemptsMax = ATTEMPTS_MAX, pause = jitteredPause, onRetry }: Retrying = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= attemptsMax || !isTransient(error)) throw error;
      onRetry?.(error);
      await pause(attempt + 1);
    }
  }
}

async function jitteredPause(attempt: number): Promise<void> {
  await wait(PAUSE_MS * 2 ** (attempt - 2) * (0.5 + Math.random()));
}

import { setTimeout as wait } from 'node:timers/promises';

/** Resolves when the next one may go. Rejects when the signal is aborted. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Lets `perSecond` go in each second, evenly; what was not used is not saved up. */
export function createPace(perSecond: number): Pace {
  const intervalMs = 1_000 / perSecond;
  let nextAtMs = 0;
  return async (signal) => {
    const nowMs = performance.now();
    const goesAtMs = Math.max(nowMs, nextAtMs);
    nextAtMs = goesAtMs + intervalMs;
    if (goesAtMs > nowMs) await wait(goesAtMs - nowMs, undefined, { signal });
    else signal.throwIfAborted();
  };
}

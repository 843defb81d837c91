import { setTimeout as timer } from 'node:timers/promises';

/** Something to wait at. Rung while nobody waits, it is heard by the next who does. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves when the bell is rung, after `ms`, or when it is stopped, and forgets the ringing. */
  readonly wait: (ms: number) => Promise<void>;
  /** Resolves after `ms`, however often it is rung, or when it is stopped. */
  readonly pause: (ms: number) => Promise<void>;
}

export function createBell(stopping: AbortSignal): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    wait: async (ms) => {
      await sleep(ms, AbortSignal.any([rung.signal, stopping]));
      rung = new AbortController();
    },
    pause: (ms) => sleep(ms, stopping),
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch(() => undefined);
}

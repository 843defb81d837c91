import { within } from '../within.ts';

export interface CachedReading {
  /** An answer younger than this is given again. */
  readonly freshForMs?: number;
  /** Whoever asks waits no longer than this. */
  readonly withinMs?: number;
}

const FRESH_FOR_MS = 5_000;
const WITHIN_MS = 2_000;

/**
 * Reads once for all who ask at about the same time, and again only when the answer has grown old. Null while nothing
 * newer can be read: a scrape never fails, and never adds to the load of a database that is slow.
 */
export function cachedReading<T>(
  read: () => Promise<T>,
  { freshForMs = FRESH_FOR_MS, withinMs = WITHIN_MS }: CachedReading = {},
): () => Promise<T | null> {
  let found: { readonly value: T | null; readonly untilMs: number } | null = null;
  let running: Promise<T | null> | null = null;

  const begin = async (): Promise<T | null> => {
    const value = await read().catch(() => null);
    found = { value, untilMs: performance.now() + freshForMs };
    running = null;
    return value;
  };

  return async () => {
    if (found !== null && performance.now() < found.untilMs) return found.value;
    running ??= begin();
    return within(running, withinMs);
  };
}

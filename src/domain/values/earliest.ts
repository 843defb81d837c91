import type { Instant } from './instant.ts';

/** The earliest of some instants, of which null means never; null when none ever comes. */
export function earliest(instants: Iterable<Instant | null>): Instant | null {
  let first: Instant | null = null;
  for (const instant of instants) {
    if (instant !== null && (first === null || instant < first)) first = instant;
  }
  return first;
}

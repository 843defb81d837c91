const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 60_000;

/** Doubles with each failure up to a minute, less up to a half at random, so that many members do not come back at once. */
export function jitteredPauseMs(failures: number): number {
  const full = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** failures);
  return Math.round(full * (1 - Math.random() / 2));
}

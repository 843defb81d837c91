import { instantOf } from '../domain/values/instant.ts';
import type { Clock } from '../domain/values/instant.ts';

/** The machine's time. For roots, which pass it on. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };

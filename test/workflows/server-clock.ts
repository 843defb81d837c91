import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { instantOf, type Clock, type Instant } from '../../src/domain/values/instant.ts';

/** Reads the time of a time-skipping server, in milliseconds. */
export type ServerTime = () => Promise<number>;

/** A clock for services that tells a story's time while a time-skipping server tells its own. */
export interface ServerClock extends Clock {
  /** Reads the server's time anew: it may have jumped. */
  readonly refresh: () => Promise<Instant>;
  /** Reads it before every activity. */
  readonly interceptor: ActivityInterceptorsFactory;
}

/** The story begins at `start` when the server's clock shows `startedAtMs`; from then on both go at the same pace. */
export function createServerClock(serverTime: ServerTime, startedAtMs: number, start: Instant): ServerClock {
  const shiftMs = start - startedAtMs;
  let skippedMs = startedAtMs - Date.now();
  const now = () => instantOf(Math.floor(Date.now() + skippedMs + shiftMs));
  const refresh = async () => {
    skippedMs = (await serverTime()) - Date.now();
    return now();
  };
  return {
    now,
    refresh,
    interceptor: () => ({
      inbound: {
        async execute(input, next) {
          await refresh();
          return next(input);
        },
      },
    }),
  };
}

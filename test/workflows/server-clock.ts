import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { instantOf, type Clock, type Instant } from '../../src/domain/values/instant.ts';

/** A clock for services that tells a story's time while a time-skipping server tells its own. */
export interface ServerClock extends Clock {
  /** Reads the server's time anew: it may have jumped. */
  readonly refresh: () => Promise<Instant>;
  /** Reads it before every activity. */
  readonly interceptor: ActivityInterceptorsFactory;
}

/** The clock shows `start` now; from then on story and server go at the same pace. */
export async function createServerClock(
  environment: TestWorkflowEnvironment,
  start: Instant,
): Promise<ServerClock> {
  const startedAtMs = await environment.currentTimeMs();
  let skippedMs = startedAtMs - Date.now();
  const now = () => instantOf(Math.floor(Date.now() + skippedMs - startedAtMs + start));
  const refresh = async () => {
    skippedMs = (await environment.currentTimeMs()) - Date.now();
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

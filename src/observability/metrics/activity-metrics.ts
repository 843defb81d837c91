import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { Histogram, type Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long activities take, and how they end. */
export function createActivityMetrics(registry: Registry): ActivityInterceptorsFactory {
  const durations = new Histogram({
    name: 'perennial_activity_duration_seconds',
    help: 'Time of an activity, by whether it ended well: done or failed.',
    labelNames: ['activity', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ info: { activityType: activity } }) => ({
    inbound: {
      async execute(input, next) {
        const startedMs = performance.now();
        const end = (outcome: 'done' | 'failed') =>
          durations.observe({ activity, outcome }, (performance.now() - startedMs) / 1_000);
        try {
          const result = await next(input);
          end('done');
          return result;
        } catch (error) {
          end('failed');
          throw error;
        }
      },
    },
  });
}

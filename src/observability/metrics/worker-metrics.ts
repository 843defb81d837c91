import { Registry } from 'prom-client';
import type { PoolState } from '../../db/database.ts';
import { createActivityMetrics } from './activity-metrics.ts';
import { createAdvanceMetrics } from './advance-metrics.ts';
import { registerPool } from './database-metrics.ts';
import { createDeliveryMetrics } from './delivery-metrics.ts';

/** What a worker process counts. */
export function createWorkerMetrics() {
  const registry = new Registry();
  return {
    registry,
    onPool: (pool: PoolState) => registerPool(registry, pool),
    activityInterceptor: createActivityMetrics(registry),
    countingHandovers: createDeliveryMetrics(registry),
    ...createAdvanceMetrics(registry),
  };
}

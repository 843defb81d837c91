import { Registry } from 'prom-client';
import type { PoolState } from '../../db/database.ts';
import { registerPool } from './database-metrics.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createIngestMetrics } from './ingest-metrics.ts';

/** What an API process counts. */
export function createApiMetrics() {
  const registry = new Registry();
  return {
    registry,
    onPool: (pool: PoolState) => registerPool(registry, pool),
    onAnswered: createHttpMetrics(registry),
    ...createIngestMetrics(registry),
  };
}

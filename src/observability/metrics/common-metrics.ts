import type { Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';
import type { Clock } from '../../domain/values/instant.ts';
import type { ReadinessCheck } from '../readiness.ts';
import { registerBacklog } from './backlog-metrics.ts';
import { registerDependencies } from './dependency-metrics.ts';
import { registerProcess } from './process-metrics.ts';

export interface CommonSources {
  readonly db: Database;
  readonly clock: Clock;
  readonly readiness: readonly ReadinessCheck[];
}

/** What every process says: what waits in the database, what answers, and how the process itself fares. */
export function registerCommon(registry: Registry, { db, clock, readiness }: CommonSources): void {
  registerBacklog(registry, db, clock);
  registerDependencies(registry, readiness);
  registerProcess(registry);
}

import type { Registry } from 'prom-client';
import type { ReadinessCheck } from '../readiness.ts';
import { registerBacklog, type BacklogSource } from './backlog-metrics.ts';
import { registerDependencies } from './dependency-metrics.ts';
import { registerProcess } from './process-metrics.ts';

export interface CommonSources {
  readonly backlog: BacklogSource;
  readonly readiness: readonly ReadinessCheck[];
}

/** What every process says: what waits in the database, what answers, and how the process itself fares. */
export function registerCommon(registry: Registry, { backlog, readiness }: CommonSources): void {
  registerBacklog(registry, backlog);
  registerDependencies(registry, readiness);
  registerProcess(registry);
}

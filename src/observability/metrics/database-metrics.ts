import type { Registry } from 'prom-client';
import type { PoolState } from '../../db/database.ts';
import { registerGauge, registerLabelled } from './scraped-gauge.ts';

/** The connections of this process to PostgreSQL. */
export function registerPool(registry: Registry, pool: PoolState): void {
  registerLabelled(registry, {
    name: 'perennial_database_connections',
    help: 'Connections to PostgreSQL, by whether they are busy or idle.',
    label: 'state',
    read: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
  });
  registerGauge(registry, {
    name: 'perennial_database_waiting_requests',
    help: 'Requests for a connection that wait until another one is given back.',
    read: () => pool.waitingCount,
  });
}

import { Gauge, type Registry } from 'prom-client';
import type { PoolState } from '../../db/database.ts';

/** The connections of this process to PostgreSQL. */
export function registerPool(registry: Registry, pool: PoolState): void {
  const registers = [registry];
  new Gauge({
    name: 'perennial_database_connections',
    help: 'Connections to PostgreSQL, by whether they are busy or idle.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: 'perennial_database_waiting_requests',
    help: 'Requests for a connection that wait until another one is given back.',
    registers,
    collect() {
      this.set(pool.waitingCount);
    },
  });
}

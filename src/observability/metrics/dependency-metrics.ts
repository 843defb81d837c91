import { Gauge, type Registry } from 'prom-client';
import { readinessOf, type ReadinessCheck } from '../readiness.ts';
import { cachedReading } from './cached-reading.ts';

/** Whether what this process stands on answers: the same that readiness says. */
export function registerDependencies(registry: Registry, checks: readonly ReadinessCheck[]): void {
  const reading = cachedReading(() => readinessOf(checks), { withinMs: 3_000 });
  new Gauge({
    name: 'perennial_dependency_up',
    help: 'Whether a part that this process needs answers: 1 or 0.',
    labelNames: ['dependency'],
    registers: [registry],
    async collect() {
      const readiness = await reading();
      for (const { name } of checks) {
        this.set({ dependency: name }, readiness?.checks[name] === 'up' ? 1 : 0);
      }
    },
  });
}

import type { Registry } from 'prom-client';
import { readinessOf, type ReadinessCheck } from '../readiness.ts';
import { cachedReading } from './cached-reading.ts';
import { registerLabelled } from './scraped-gauge.ts';

/** Readiness gives up on its probes before this. */
const WITHIN_MS = 3_000;

/** Whether what this process stands on answers: the same that readiness says. */
export function registerDependencies(registry: Registry, checks: readonly ReadinessCheck[]): void {
  const reading = cachedReading(() => readinessOf(checks), { withinMs: WITHIN_MS });
  registerLabelled(registry, {
    name: 'perennial_dependency_up',
    help: 'Whether a part that this process needs answers: 1 or 0.',
    label: 'dependency',
    read: async () => {
      const found = (await reading())?.checks ?? {};
      return Object.fromEntries(checks.map(({ name }) => [name, found[name] === 'up' ? 1 : 0]));
    },
  });
}

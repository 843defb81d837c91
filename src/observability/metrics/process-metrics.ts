import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, type Registry } from 'prom-client';
import { registerLabelled } from './scraped-gauge.ts';

const RESOLUTION_MS = 20;
const QUANTILES = [0.5, 0.99, 1];

/** CPU, memory, and how late this process comes to what it should do. */
export function registerProcess(registry: Registry): void {
  registerCpu(registry);
  registerLabelled(registry, {
    name: 'perennial_process_memory_bytes',
    help: 'Memory of the process: resident, and the part that JavaScript uses.',
    label: 'kind',
    read: () => {
      const { rss, heapUsed } = process.memoryUsage();
      return { resident: rss, heap: heapUsed };
    },
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  registerLabelled(registry, {
    name: 'perennial_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape; quantile 1 is the worst.',
    label: 'quantile',
    read: () => {
      const late = QUANTILES.map((quantile) => {
        const seconds = (delay.percentile(quantile * 100) / 1e6 - RESOLUTION_MS) / 1e3;
        return [String(quantile), Math.max(0, seconds)] as const;
      });
      delay.reset();
      return Object.fromEntries(late);
    },
  });
}

function registerCpu(registry: Registry): void {
  let countedMicros = 0;
  const seconds = new Counter({
    name: 'perennial_process_cpu_seconds_total',
    help: 'CPU time of the process, in its own code and in the system.',
    registers: [],
    collect() {
      const { user, system } = process.cpuUsage();
      this.inc((user + system - countedMicros) / 1e6);
      countedMicros = user + system;
    },
  });
  registry.registerMetric(seconds);
}

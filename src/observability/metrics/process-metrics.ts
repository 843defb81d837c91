import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

const RESOLUTION_MS = 20;
const QUANTILES = [0.5, 0.99, 1];

/** CPU, memory, and how late this process comes to what it should do. */
export function registerProcess(registry: Registry): void {
  const registers = [registry];
  registerEventLoop(registry);
  let countedMicros = 0;
  new Counter({
    name: 'perennial_process_cpu_seconds_total',
    help: 'CPU time of the process, in its own code and in the system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.inc((user + system - countedMicros) / 1e6);
      countedMicros = user + system;
    },
  });
  new Gauge({
    name: 'perennial_process_memory_bytes',
    help: 'Memory of the process: resident, and the part that JavaScript uses.',
    labelNames: ['kind'],
    registers,
    collect() {
      const { rss, heapUsed } = process.memoryUsage();
      this.set({ kind: 'resident' }, rss);
      this.set({ kind: 'heap' }, heapUsed);
    },
  });
}

function registerEventLoop(registry: Registry): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: 'perennial_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape; quantile 1 is the worst.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of QUANTILES) {
        const nanos = delay.percentile(quantile * 100);
        this.set({ quantile: String(quantile) }, Math.max(0, nanos / 1e9 - RESOLUTION_MS / 1_000));
      }
      delay.reset();
    },
  });
}

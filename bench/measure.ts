/** Those that have a part in what is measured; `Node` runs our code, `load` asks for it. */
type Process = 'PostgreSQL' | 'Node' | 'Temporal' | 'load';

/** CPU time in milliseconds so far. */
export type CpuClocks = Readonly<Partial<Record<Process, () => number>>>;

/** How fast something went, and what one of it cost each process. */
export interface Measured {
  readonly count: number;
  readonly perSecond: number;
  readonly cpuUs: Readonly<Partial<Record<Process, number>>>;
}

/** Begins to measure; the answered function ends it and is told how many were done. */
export function startMeasuring(clocks: CpuClocks): (count: number) => Measured {
  const before = Object.entries(clocks).map(([name, cpuMs]) => ({ name, cpuMs, fromMs: cpuMs() }));
  const startedAt = performance.now();
  return (count) => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const costs = before.map(({ name, cpuMs, fromMs }) => [
      name,
      Math.round(((cpuMs() - fromMs) / count) * 1_000),
    ]);
    return { count, perSecond: Math.round(count / seconds), cpuUs: Object.fromEntries(costs) };
  };
}

/** Measures work that answers how many it did. */
export async function measure(clocks: CpuClocks, work: () => Promise<number>): Promise<Measured> {
  const finish = startMeasuring(clocks);
  return finish(await work());
}

import { processTree } from './process-tree.ts';

/** Linux counts in hundredths of a second, on every architecture. */
const TICK_MS = 10;

/** CPU time in milliseconds that a process and all below it, also those that have ended, have used. Linux only. */
export function cpuMsOfTree(pid: number): number {
  return processTree(pid).reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS;
}

/** CPU time in milliseconds of this process. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, on every architecture. */
const TICK_MS = 10;

/** CPU time in milliseconds that a process and its children, also those that have ended, have used. Linux only. */
export function cpuMsOfTree(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? [])
    .filter((stat) => stat.parent === pid);
  const own = readStat(pid);
  if (own === null) throw new Error(`there is no process ${pid}`);
  return [own, ...children].reduce((sum, stat) => sum + stat.ticks, 0) * TICK_MS;
}

/** CPU time in milliseconds of this process. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the parent is the second field behind it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    return { parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return null;
  }
}

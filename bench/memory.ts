import { readFileSync } from 'node:fs';
import type { WholeSystem } from '../test/support/whole-system.ts';
import type { Bench } from './bench.ts';
import { becomeIdle } from './idle.ts';
import type { PartResult } from './part.ts';
import { processTree } from './process-tree.ts';

const KILOBYTE = 1_024;
const MEGABYTE = 1_024 * KILOBYTE;

/** What everything that `npm start` runs holds in memory while it has nothing to do. */
export async function benchMemory(bench: Bench): Promise<PartResult> {
  const { system } = await bench.inhabitedSystem();
  await becomeIdle(system);
  const byProcess = memoryByProcess(system);
  const totalBytes = Object.values(byProcess).reduce((sum, bytes) => sum + bytes, 0);
  return {
    figures: { totalBytes, byProcess },
    rows: Object.entries({ ...byProcess, 'in all': totalBytes }).map(([label, bytes]) => ({
      label,
      measured: { megabytes: Math.round(bytes / MEGABYTE) },
    })),
  };
}

/** Each process with those it started; what several processes share is divided among them, so that nothing counts twice. */
function memoryByProcess({ supervisorPid, pids }: WholeSystem): Record<string, number> {
  const trees = [...pids].map(([name, pid]) => ({ name, members: processTree(pid) }));
  const named = new Set(trees.flatMap(({ members }) => members.map(({ pid }) => pid)));
  const rest = processTree(supervisorPid).filter(({ pid }) => !named.has(pid));
  const all = [...trees, { name: 'supervisor', members: rest }];
  return Object.fromEntries(
    all.map(({ name, members }) => [name, members.reduce((sum, { pid }) => sum + residentBytes(pid), 0)]),
  );
}

/** The proportional set size: pages of its own, and its share of those that it shares. */
function residentBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  if (kilobytes === undefined) throw new Error(`the memory of process ${pid} cannot be read`);
  return Number(kilobytes) * KILOBYTE;
}

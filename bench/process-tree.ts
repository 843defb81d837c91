import { readdirSync, readFileSync } from 'node:fs';

/** A running process, as Linux tells of it in `/proc`. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** CPU time used so far, that of children that have ended included, in hundredths of a second. */
  readonly ticks: number;
}

/** A process and all that it started, directly or not. Throws when there is none. Linux only. */
export function processTree(root: number): readonly RunningProcess[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const own = all.find(({ pid }) => pid === root);
  if (own === undefined) throw new Error(`there is no process ${root}`);
  const children = Map.groupBy(all, ({ parent }) => parent);
  const tree = [own];
  for (const { pid } of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function readProcess(pid: number): RunningProcess | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the parent is the second field behind it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    return { pid, parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return null;
  }
}

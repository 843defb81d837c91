import { availableParallelism } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import pc from 'picocolors';
import { runCommand } from './command.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');

/** One check that needs no server: a program of node_modules and its arguments. */
export interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** A check that takes longer hangs: an endless loop, say. It is ended and counts as failed. */
const CHECK_WITHIN_MS = 5 * 60_000;

/** The longest first, so that they overlap with the others. */
export const staticChecks: readonly Check[] = [
  { name: 'types', command: ['tsc', '--pretty', 'false'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--quiet'] },
  { name: 'unused', command: ['knip', '--cache', '--no-progress'] },
  { name: 'format', command: ['prettier', '--check', '--cache', '--log-level', 'warn', '.'] },
  {
    name: 'links',
    command: ['remark', '--frail', '--quiet', '--ignore-pattern', 'node_modules', '.'],
  },
];

export const unitTests: Check = {
  name: 'unit',
  command: ['vitest', 'run', '--project', 'unit', '--reporter', 'agent'],
};

/** Runs all checks, as many at once as there are processors, and answers the names of those that failed. */
export async function runChecks(checks: readonly Check[]): Promise<readonly string[]> {
  const waiting = [...checks];
  const failed: string[] = [];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await passes(check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return failed;
}

/** Tells how a check went; its output is shown only when it failed. */
async function passes({ name, command: [program, ...args] }: Check): Promise<boolean> {
  const startedAt = performance.now();
  const took = () => pc.dim(`${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  try {
    await runCommand(path.join(PROJECT, 'node_modules', '.bin', program), args, {
      cwd: PROJECT,
      outputLinesShown: Infinity,
      timeoutMs: CHECK_WITHIN_MS,
    });
    process.stderr.write(`${pc.green('✓')} ${name} ${took()}\n`);
    return true;
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${pc.red('✗')} ${name} ${took()}\n${output}\n`);
    return false;
  }
}

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { obtainArtifact } from '../../setup/artifact.ts';
import { terminalProgress } from '../../setup/progress.ts';
import { schemathesis } from '../../setup/steps/schemathesis.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const CONFIGURATION = path.join(import.meta.dirname, 'schemathesis.toml');

/** Allowances are tested elsewhere; here they would answer instead of the routes. */
const UNLIMITED = {
  RATE_LIMIT_READS: '100000',
  RATE_LIMIT_CHANGES: '100000',
  RATE_LIMIT_EVENTS: '100000',
  RATE_LIMIT_STRANGERS: '100000',
};

/** Of each operation, in the phase that makes random ones; the other phases make as many as there are edges. */
const CASES_WITH_KEY = 40;
const CASES_WITHOUT_KEY = 5;

export interface Fuzzed {
  readonly cases: number;
  readonly failures: number;
}

/**
 * Runs the whole system with the demo, and compares the API with its own description: with an API key and without.
 * What fails is printed with a request that repeats it. The same `seed` sends the same again.
 */
export async function fuzzApi(seed: number): Promise<readonly Fuzzed[]> {
  const program = await obtainArtifact(schemathesis, process.env, terminalProgress);
  const system = await startWholeSystem(UNLIMITED);
  try {
    const key = (await readFile(path.join(system.home, 'api-key'), 'utf8')).trim();
    const run = (cases: number, more: readonly string[]) =>
      compare(program, system, [`--seed=${seed}`, `--max-examples=${cases}`, ...more]);
    return [
      await run(CASES_WITH_KEY, ['--header', `Authorization: Bearer ${key}`]),
      await run(CASES_WITHOUT_KEY, []),
    ];
  } finally {
    await system.stop();
  }
}

const report = z.object({
  exit_code: z.int(),
  test_cases: z.object({ generated: z.int(), unique_failures: z.int(), errored: z.int() }),
});

async function compare(program: string, { apiUrl }: WholeSystem, more: readonly string[]): Promise<Fuzzed> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-fuzz-'));
  const file = path.join(folder, 'report.json');
  try {
    const reporting = ['--report=json', `--report-json-path=${file}`];
    const args = ['run', `${apiUrl}/openapi.json`, '--checks=all', ...reporting, ...more];
    await runVisibly(program, ['--config-file', CONFIGURATION, ...args]);
    const { exit_code: exitCode, test_cases: cases } = report.parse(JSON.parse(await readFile(file, 'utf8')));
    const failures = cases.unique_failures + cases.errored;
    return { cases: cases.generated, failures: exitCode === 0 ? failures : Math.max(failures, 1) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for the end; how it ended is in the report. */
function runVisibly(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: PROJECT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

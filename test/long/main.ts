import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { SetupError } from '../../setup/setup-error.ts';
import { fuzzApi } from './fuzz-api.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const VITEST = path.join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
const LEDGER_TESTS = ['model', 'model-in-postgres', 'at-once'].map((name) => `test/ledger/${name}.test.ts`);
/** Each draws other cases than the one before. */
const PROPERTY_ROUNDS = 10;
const SEEDS = 1_000_000;
const CASES_MIN = 2_000;
/** Unless `LEDGER_OPERATIONS` says otherwise. */
const LEDGER_OPERATIONS = 1_000_000;

/**
 * `npm run test:long`: what takes minutes. The property tests again and again, the ledger against a ledger on paper in
 * a million operations, and the API against its description in at least 2,000 cases. `LEDGER_SEED` and `LONG_SEED` repeat
 * the cases of an earlier run. The exit code counts what failed.
 */
async function main(): Promise<number> {
  const failedRounds = runProperties();
  const failedLedgers = runLedger();
  const seed = Number(process.env['LONG_SEED'] ?? randomInt(SEEDS));
  process.stdout.write(`API against its description, LONG_SEED=${seed}\n`);
  const fuzzed = await fuzzApi(seed);
  const cases = fuzzed.reduce((sum, run) => sum + run.cases, 0);
  const failures = fuzzed.reduce((sum, run) => sum + run.failures, 0);
  process.stdout.write(`${PROPERTY_ROUNDS} rounds of property tests, ${failedRounds} failed\n`);
  process.stdout.write(`${cases} cases against the API, ${failures} failures\n`);
  if (cases < CASES_MIN) process.stdout.write(`At least ${CASES_MIN} cases were to be run\n`);
  return failedRounds + failedLedgers + failures + (cases < CASES_MIN ? 1 : 0);
}

/** Answers how many rounds failed. A failure prints the seed and the path that repeat it. */
function runProperties(): number {
  let failed = 0;
  for (let round = 1; round <= PROPERTY_ROUNDS; round += 1) {
    process.stdout.write(`property tests, round ${round} of ${PROPERTY_ROUNDS}\n`);
    const args = [VITEST, 'run', '--project=unit', '--reporter=agent', 'property.test'];
    const { status } = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' });
    if (status !== 0) failed += 1;
  }
  return failed;
}

/** Answers 1 when the ledger did anything else in one of the three ways to compare it. A failure prints its story. */
function runLedger(): number {
  const operations = process.env['LEDGER_OPERATIONS'] ?? String(LEDGER_OPERATIONS);
  process.stdout.write(`the ledger against a ledger on paper, ${operations} operations\n`);
  const args = [VITEST, 'run', '--project=integration', ...LEDGER_TESTS];
  const env = { ...process.env, LEDGER_OPERATIONS: operations };
  const { status } = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit', env });
  return status === 0 ? 0 : 1;
}

/** What a process can answer at most. */
const EXIT_CODE_MAX = 255;

try {
  process.exitCode = Math.min(await main(), EXIT_CODE_MAX);
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

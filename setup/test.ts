import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { obtainArtifact } from './artifact.ts';
import { runChecks, staticChecks } from './checks.ts';
import { terminalProgress } from './progress.ts';
import { SetupError } from './setup-error.ts';
import { obtainPostgres } from './steps/postgresql.ts';
import { temporalCli } from './steps/temporal-cli.ts';
import { temporalTestServer } from './steps/temporal-test-server.ts';
import { countTests, summaryLine } from './test-report.ts';

const PROJECT = path.resolve(import.meta.dirname, '..');
const REPORT = path.join(PROJECT, 'node_modules', '.cache', 'perennial', 'test-report.json');

/**
 * `npm test`: fetches what the tests need, then runs every check and every test, also when an earlier one failed.
 * Ends with the line `N passed, N failed`, in which a failed check counts like a failed test; the line is also
 * written to the file named by `PERENNIAL_TEST_SUMMARY`.
 */
async function main(): Promise<number> {
  await obtainPostgres();
  await obtainArtifact(temporalCli, process.env, terminalProgress);
  await obtainArtifact(temporalTestServer, process.env, terminalProgress);
  const failedChecks = await runChecks(staticChecks);
  await rm(REPORT, { force: true });
  await mkdir(path.dirname(REPORT), { recursive: true });
  const exitCode = await runTests();
  const tests = await countTests(REPORT);
  const line = summaryLine({ ...tests, failed: tests.failed + failedChecks.length });
  if (failedChecks.length > 0) process.stderr.write(`\nFailed checks: ${failedChecks.join(', ')}\n`);
  process.stdout.write(`${line}\n`);
  const summaryFile = process.env['PERENNIAL_TEST_SUMMARY'];
  if (summaryFile) await writeFile(summaryFile, `${line}\n`);
  return exitCode === 0 && tests.failed === 0 && failedChecks.length === 0 ? 0 : 1;
}

/** The others take an hour or more. */
const PROJECTS = ['unit', 'integration'];

/** Vitest ends a test that takes too long, but not an endless loop. */
const TESTS_WITHIN_MS = 20 * 60_000;

/** Runs vitest on the Node that runs this, passing on the signals that ask for an end. */
function runTests(): Promise<number> {
  const vitest = path.join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const projects = PROJECTS.flatMap((name) => ['--project', name]);
  const child = spawn(process.execPath, [vitest, 'run', ...projects, ...reporters], {
    cwd: PROJECT,
    stdio: 'inherit',
    timeout: TESTS_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countTests, summaryLine } from './test-report.ts';

async function report(content: object): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-report-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'report.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}

const green = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

it('counts tests as vitest does', async () => {
  const file = await report({ ...green, success: false, numFailedTests: 2, numPendingTests: 1 });
  expect(await countTests(file)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

it('counts a file that could not be loaded as a failure', async () => {
  const broken = { status: 'failed', assertionResults: [] };
  const file = await report({ ...green, success: false, testResults: [...green.testResults, broken] });
  expect(await countTests(file)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

it('never reports zero failures for a run that failed', async () => {
  expect((await countTests(await report({ ...green, success: false }))).failed).toBe(1);
  expect((await countTests('/nowhere/report.json')).failed).toBe(1);
});

it('names skipped tests only when there are any', () => {
  expect(summaryLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
  expect(summaryLine({ passed: 5, failed: 1, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
});

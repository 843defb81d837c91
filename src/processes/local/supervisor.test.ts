import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { ProcessList } from './leftovers.ts';
import { commandLineOf } from './process-identity.ts';
import type { ServiceDefinition } from './service.ts';
import { Supervisor } from './supervisor.ts';

let home: string;
let reports: string[];
let supervisor: Supervisor;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'perennial-supervisor-'));
  reports = [];
  supervisor = new Supervisor(new ProcessList(home), (line) => reports.push(line));
  onTestFinished(async () => {
    await supervisor.stopAll();
    rmSync(home, { recursive: true });
  });
});

/** A program that writes down its end in `ends`, says when it is ready, and waits to be ended. */
const ORDERLY = `
  process.on('SIGTERM', () => {
    require('node:fs').appendFileSync(process.argv[1], process.argv[2] + ' ');
    process.exit(0);
  });
  setInterval(() => {}, 1000);
  process.send('ready');`;

const DIES_ON_SIGUSR2 = `
  process.on('SIGUSR2', () => { console.log('disk full'); process.exit(7); });
  setInterval(() => {}, 1000);
  process.send('ready');`;

function service(name: string, script: string, stopWithinMs = 10_000): ServiceDefinition {
  return {
    name,
    program: process.execPath,
    args: ['-e', script, path.join(home, 'ends'), name],
    logFile: path.join(home, `${name}.log`),
    readyWithinMs: 10_000,
    stopSignal: 'SIGTERM',
    stopWithinMs,
  };
}

const aborted = () =>
  new Promise<void>((resolve) => supervisor.stopping.addEventListener('abort', () => resolve()));

const runningPids = () =>
  readFileSync(path.join(home, 'processes.json'), 'utf8')
    .match(/"pid":\d+/g)
    ?.map((entry) => Number(entry.slice('"pid":'.length))) ?? [];

it('ends the application first and the database last', async () => {
  await supervisor.start('database', service('database', ORDERLY));
  await supervisor.start('infrastructure', service('temporal', ORDERLY));
  await supervisor.start('application', service('api', ORDERLY));
  await supervisor.stopAll();
  expect(readFileSync(path.join(home, 'ends'), 'utf8')).toBe('api temporal database ');
  expect(supervisor.failure).toBeNull();
});

it('kills a program that does not end when asked', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('ready');`;
  await supervisor.start('application', service('worker', stubborn, 500));
  const pids = runningPids();
  await supervisor.stopAll();
  expect(pids).toHaveLength(1);
  expect(pids.map(commandLineOf)).toEqual([null]);
});

it('stops everything, with the cause and the end of its log, when a part does not keep running', async () => {
  supervisor = new Supervisor(new ProcessList(home), (line) => reports.push(line), { restartPauseMs: 1 });
  const startsOnce = `
    const first = process.argv[1] + '.first';
    if (require('node:fs').existsSync(first)) process.exit(7);
    require('node:fs').writeFileSync(first, '');
    ${DIES_ON_SIGUSR2}`;
  await supervisor.start('application', service('api', ORDERLY));
  await supervisor.start('infrastructure', service('temporal', startsOnce));
  const stopping = aborted();
  process.kill(runningPids()[1] ?? 0, 'SIGUSR2');
  await stopping;
  expect(supervisor.failure?.message).toBe(
    'Everything was stopped, because temporal does not keep running (exit code 7).',
  );
  expect(reports.join('\n')).toContain('disk full');
  expect(reports.filter((line) => line.includes('is started again'))).toHaveLength(5);
});

it.each(['application', 'infrastructure', 'database'] as const)(
  'starts a part of the %s again when it ends',
  async (stage) => {
    const again = new Promise<void>((resolve) => {
      const onReport = (line: string) => {
        if (line === 'worker runs again') resolve();
      };
      supervisor = new Supervisor(new ProcessList(home), onReport, { restartPauseMs: 1 });
    });
    await supervisor.start(stage, service('worker', DIES_ON_SIGUSR2));
    const [first] = runningPids();
    process.kill(first ?? 0, 'SIGUSR2');
    await again;
    const [second] = runningPids();
    expect(second).not.toBe(first);
    expect(commandLineOf(second ?? 0)).toContain('worker');
  },
);

it('refuses a program that ends before it is ready, with the end of its log', async () => {
  const start = supervisor.start(
    'application',
    service('api', `console.log('no database'); process.exit(2);`),
  );
  await expect(start).rejects.toThrow(/api: exit code 2\nno database/);
});

it('ends what a killed start left behind', async () => {
  await supervisor.start('database', service('database', ORDERLY));
  const pids = runningPids();
  expect(await new ProcessList(home).endLeftovers()).toEqual(['database']);
  expect(pids.map(commandLineOf)).toEqual([null]);
  expect(existsSync(path.join(home, 'processes.json'))).toBe(false);
});

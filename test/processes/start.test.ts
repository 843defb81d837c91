import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { withClient } from '../../src/db/provision.ts';
import { readConnections } from '../../src/processes/connections.ts';
import { isOpenToOthers } from '../../src/processes/home.ts';
import { commandLineOf } from '../../src/processes/local/process-identity.ts';
import { PORT_VARIABLES } from '../../src/processes/local/settings.ts';
import { freePort } from '../support/test-cluster.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const ALL_ENDED_WITHIN_MS = 10_000;
const SECOND_START_WITHIN_MS = 15_000;

let home: string;
let env: NodeJS.ProcessEnv;
const roots: ChildProcess[] = [];
let current: Running | null = null;

beforeAll(async () => {
  const temporaryRoot = isOpenToOthers(process.env['TMPDIR'] ?? '/tmp')
    ? (process.env['TMPDIR'] ?? '/tmp')
    : '/tmp';
  home = await mkdtemp(path.join(temporaryRoot, 'perennial-start-'));
  await chmod(home, 0o711);
  env = {
    ...process.env,
    PERENNIAL_HOME: home,
    PERENNIAL_DEMO: 'off',
    TEMPORAL_CLI_PATH: inject('temporalCliPath') ?? '',
  };
  for (const variable of Object.values(PORT_VARIABLES)) env[variable] = String(await freePort());
});

afterAll(async () => {
  await Promise.all(roots.map(end));
  await rm(home, { recursive: true, force: true });
});

interface Running {
  readonly process: ChildProcess;
  readonly pids: readonly number[];
}

/** What the test before left running, else a new start: starts are what takes time here. */
async function running(): Promise<Running> {
  const isUp = current?.process.exitCode === null && current.process.signalCode === null;
  return isUp && current ? current : start();
}

/** Starts the root and resolves once it says that everything runs; rejects with its output when it ends before. */
async function start(): Promise<Running> {
  const child = spawn(process.execPath, [path.join(PROJECT, 'src/processes/local.ts')], {
    cwd: PROJECT,
    env,
  });
  roots.push(child);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C ends everything')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`exit code ${code}\n${output}`)));
  });
  const list = await readFile(path.join(home, 'processes.json'), 'utf8');
  current = { process: child, pids: [...list.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)) };
  return current;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function epoch(): Promise<unknown> {
  const url = readConnections(home)?.DATABASE_URL ?? '';
  const { rows } = await withClient(url, (client) => client.query('select epoch from database_epoch'));
  return rows;
}

const alive = (pids: readonly number[]) => pids.filter((pid) => commandLineOf(pid) !== null);

it('runs everything, keeps secrets to this user, ends every child when asked, and finds its data again', async () => {
  const first = await start();
  expect(first.pids).toHaveLength(5);
  expect((await fetch(`http://127.0.0.1:${env['API_PORT']}/readyz`)).status).toBe(200);
  for (const file of ['connections.json', 'database-passwords.json']) {
    expect((await stat(path.join(home, file))).mode & 0o077).toBe(0);
  }
  const before = await epoch();

  first.process.kill('SIGTERM');
  const stopping = performance.now();
  expect(await once(first.process, 'exit')).toEqual([0, null]);
  expect(performance.now() - stopping).toBeLessThan(ALL_ENDED_WITHIN_MS);
  expect(alive(first.pids)).toEqual([]);

  const starting = performance.now();
  await start();
  expect(performance.now() - starting).toBeLessThan(SECOND_START_WITHIN_MS);
  expect(await epoch()).toEqual(before);
});

it('leaves no child behind when it is killed, and starts again', async () => {
  const killed = await running();
  killed.process.kill('SIGKILL');
  await expect.poll(() => alive(killed.pids), { timeout: ALL_ENDED_WITHIN_MS }).toEqual([]);
  await start();
});

it('refuses a second start on the same folder', async () => {
  await running();
  await expect(start()).rejects.toThrow(/already runs on/);
});

import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withClient } from '../../src/db/provision.ts';
import { readConnections } from '../../src/processes/connections.ts';
import { commandLineOf } from '../../src/processes/local/process-identity.ts';
import { scrape } from '../support/scrape.ts';
import { end, prepareLocalSystem, type LocalSystem, type Running } from './local-system.ts';

const ALL_ENDED_WITHIN_MS = 10_000;
const SECOND_START_WITHIN_MS = 15_000;

let system: LocalSystem;
let current: Running | null = null;

beforeAll(async () => {
  system = await prepareLocalSystem();
});
afterAll(() => system.remove());

/** What the test before left running, else a new start: starts are what takes time here. */
async function running(): Promise<Running> {
  const isUp = current?.process.exitCode === null && current.process.signalCode === null;
  return isUp && current ? current : start();
}

async function start(...args: readonly string[]): Promise<Running> {
  current = await system.start(...args);
  return current;
}

async function epoch(): Promise<unknown> {
  const url = readConnections(system.home)?.DATABASE_URL ?? '';
  const { rows } = await withClient(url, (client) => client.query('select epoch from database_epoch'));
  return rows;
}

const alive = (pids: readonly number[]) => pids.filter((pid) => commandLineOf(pid) !== null);

it('runs everything, keeps secrets to this user, ends every child when asked, and finds its data again', async () => {
  const first = await start();
  expect(first.pids).toHaveLength(5);
  expect((await fetch(`http://127.0.0.1:${system.env['API_PORT']}/readyz`)).status).toBe(200);
  for (const port of ['API_OPERATIONS_PORT', 'WORKER_OPERATIONS_PORT']) {
    const samples = await scrape(Number(system.env[port]));
    expect(samples.get('perennial_dependency_up{dependency="temporal"}')).toBe(1);
  }
  for (const file of ['connections.json', 'database-passwords.json']) {
    expect((await stat(path.join(system.home, file))).mode & 0o077).toBe(0);
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

it('starts only the servers when told so, for work on the data before anybody acts on it', async () => {
  await end((await running()).process);
  const servers = await start('--without-application');
  expect(servers.pids).toHaveLength(3);
  expect(await epoch()).toHaveLength(1);
  await expect(fetch(`http://127.0.0.1:${system.env['API_PORT']}/readyz`)).rejects.toThrow('fetch failed');
});

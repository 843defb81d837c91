import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readConnections } from '../src/processes/connections.ts';
import { PORT_VARIABLES } from '../src/processes/local/settings.ts';
import { startService } from '../src/processes/local/service.ts';
import { answersOk } from '../src/processes/local/temporal-server.ts';
import { freePort } from '../test/support/test-cluster.ts';
import { cpuMsOfTree } from './cpu-time.ts';

/** Everything that `npm start` runs, in a folder and on ports of its own, without the demo. */
export interface WholeSystem {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The process that started all others. */
  readonly supervisorPid: number;
  /** The processes by the names that the supervisor has for them. */
  readonly pids: ReadonlyMap<string, number>;
  readonly stop: () => Promise<void>;
}

/** What is given from outside would not be measured; an empty variable counts as not set. */
const NOTHING_GIVEN = {
  DATABASE_URL: '',
  DATABASE_OWNER_URL: '',
  TEMPORAL_ADDRESS: '',
  SMTP_URL: '',
  PUBLIC_URL: '',
};

export async function startWholeSystem(): Promise<WholeSystem> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'perennial-bench-'));
  const ports: Record<string, string> = {};
  for (const variable of Object.values(PORT_VARIABLES)) ports[variable] = String(await freePort());
  const service = await startService({
    name: 'the whole system',
    program: process.execPath,
    args: [path.resolve(import.meta.dirname, '../src/processes/local.ts')],
    env: { ...process.env, ...NOTHING_GIVEN, ...ports, PERENNIAL_HOME: home, PERENNIAL_DEMO: 'off' },
    logFile: path.join(home, 'local.log'),
    isReady: () => answersOk(`http://127.0.0.1:${ports['API_PORT']}/readyz`),
    readyWithinMs: 120_000,
    stopSignal: 'SIGINT',
    stopWithinMs: 20_000,
  });
  const stop = async () => {
    await service.stop();
    await rm(home, { recursive: true, force: true });
  };
  const connections = readConnections(home);
  if (connections === null) throw new Error('the system did not say where its parts are');
  return {
    databaseUrl: connections.DATABASE_URL,
    temporalAddress: connections.TEMPORAL_ADDRESS,
    supervisorPid: service.pid,
    pids: await readPids(home),
    stop,
  };
}

async function readPids(home: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(path.join(home, 'processes.json'), 'utf8');
  const entries = z.array(z.object({ name: z.string(), pid: z.int() })).parse(JSON.parse(text));
  return new Map(entries.map(({ name, pid }) => [name, pid]));
}

const LOOK_EVERY_MS = 1_000;
/** Less than a tenth of a processor: timers, heartbeats and polls, and nothing in hand. */
const IDLE_CPU_MS = 100;
const IDLE_WITHIN_MS = 5 * 60_000;

/** Waits until all processes together have nothing in hand. Throws when that is not so within five minutes. */
export async function becomeIdle({ supervisorPid }: WholeSystem): Promise<void> {
  const giveUpAt = performance.now() + IDLE_WITHIN_MS;
  for (let before = cpuMsOfTree(supervisorPid); performance.now() < giveUpAt;) {
    await pause(LOOK_EVERY_MS);
    const now = cpuMsOfTree(supervisorPid);
    if (now - before < IDLE_CPU_MS) return;
    before = now;
  }
  throw new Error('the system never became idle');
}

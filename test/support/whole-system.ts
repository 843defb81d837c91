import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { readConnections } from '../../src/processes/connections.ts';
import { PORT_VARIABLES } from '../../src/processes/local/settings.ts';
import { startService } from '../../src/processes/local/service.ts';
import { answersOk } from '../../src/processes/local/temporal-server.ts';
import { freePort } from './test-cluster.ts';

/** Everything that `npm start` runs, in a folder and on ports of its own. */
export interface WholeSystem {
  readonly home: string;
  readonly apiUrl: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The process that starts all others. */
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

/** Starts it as a process, with its own variables before those of this process. Throws when it is not ready in time. */
export async function startWholeSystem(variables: Readonly<Record<string, string>>): Promise<WholeSystem> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'perennial-whole-'));
  const ports: Record<string, string> = {};
  for (const variable of Object.values(PORT_VARIABLES)) ports[variable] = String(await freePort());
  const apiUrl = `http://127.0.0.1:${ports['API_PORT']}`;
  const service = await startService({
    name: 'the whole system',
    program: process.execPath,
    args: [path.resolve(import.meta.dirname, '../../src/processes/local.ts')],
    env: { ...process.env, ...NOTHING_GIVEN, ...ports, ...variables, PERENNIAL_HOME: home },
    logFile: path.join(home, 'local.log'),
    isReady: () => answersOk(`${apiUrl}/readyz`),
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
    home,
    apiUrl,
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

import path from 'node:path';
import type { Connections } from '../connections.ts';
import type { ServiceDefinition } from './service.ts';
import type { LocalSettings } from './settings.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

const APPLICATIONS = {
  worker: { root: 'workers/main.ts', operations: 'workerOperations' },
  API: { root: 'src/processes/api.ts', operations: 'apiOperations' },
} as const;

/** A process of Perennial's own: the worker or the API, run from its root. It says itself when it is ready. */
export function application(
  name: keyof typeof APPLICATIONS,
  { home, ports }: Pick<LocalSettings, 'home' | 'ports'>,
  connections: Connections,
): ServiceDefinition {
  const { root, operations } = APPLICATIONS[name];
  const own = { PERENNIAL_HOME: home, OPERATIONS_PORT: String(ports[operations]) };
  return {
    name,
    program: process.execPath,
    args: ['--enable-source-maps', path.join(PROJECT, root)],
    env: { ...process.env, ...connections, ...own },
    logFile: path.join(home, 'logs', `${name.toLowerCase()}.log`),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 6_000,
  };
}

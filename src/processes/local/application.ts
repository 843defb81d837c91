import path from 'node:path';
import type { Connections } from '../connections.ts';
import type { ServiceDefinition } from './service.ts';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

/** A process of Perennial's own: the worker or the API, run from its root. It says itself when it is ready. */
export function application(
  name: 'worker' | 'API',
  root: 'workers/main.ts' | 'src/processes/api.ts',
  home: string,
  connections: Connections,
): ServiceDefinition {
  return {
    name,
    program: process.execPath,
    args: ['--enable-source-maps', path.join(PROJECT, root)],
    env: { ...process.env, ...connections, PERENNIAL_HOME: home },
    logFile: path.join(home, 'logs', `${name.toLowerCase()}.log`),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 6_000,
  };
}

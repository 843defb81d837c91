import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { isOpenToOthers } from '../../src/processes/home.ts';
import { PORT_VARIABLES } from '../../src/processes/local/settings.ts';
import { freePort } from '../support/test-cluster.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/** What `npm start` runs, on free ports and a folder of its own. */
export interface LocalSystem {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Starts the root and resolves once it says that everything runs; rejects with its output when it ends before. */
  readonly start: (...args: readonly string[]) => Promise<Running>;
  /** Ends whatever runs, and removes the folder. */
  readonly remove: () => Promise<void>;
}

export interface Running {
  readonly process: ChildProcess;
  readonly pids: readonly number[];
}

/** Makes the folder; nothing is started yet. `settings` are environment variables. */
export async function prepareLocalSystem(settings: NodeJS.ProcessEnv = {}): Promise<LocalSystem> {
  const given = process.env['TMPDIR'] ?? '/tmp';
  const home = await mkdtemp(path.join(isOpenToOthers(given) ? given : '/tmp', 'perennial-start-'));
  await chmod(home, 0o711);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PERENNIAL_HOME: home,
    PERENNIAL_DEMO: 'off',
    TEMPORAL_CLI_PATH: inject('temporalCliPath') ?? '',
    ...settings,
  };
  for (const variable of Object.values(PORT_VARIABLES)) env[variable] = String(await freePort());
  const roots: ChildProcess[] = [];
  return {
    home,
    env,
    start: async (...args) => {
      const child = spawn(process.execPath, [path.join(PROJECT, 'src/processes/local.ts'), ...args], {
        cwd: PROJECT,
        env,
      });
      roots.push(child);
      await runs(child);
      const list = await readFile(path.join(home, 'processes.json'), 'utf8');
      return { process: child, pids: [...list.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)) };
    },
    remove: async () => {
      await Promise.all(roots.map(end));
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function runs(child: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C ends everything')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`exit code ${code}\n${output}`)));
  });
}

/** Asks a root to end everything, and waits until it has. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

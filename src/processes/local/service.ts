import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from '../../../setup/steps/postgresql.ts';

/** A program that runs as long as the system does. */
export interface ServiceDefinition {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: Account | null;
  readonly logFile: string;
  /** Whether it does its work yet; asked every 100 ms until it does. Absent: it says so itself (`announceReady`). */
  readonly isReady?: () => Promise<boolean>;
  readonly readyWithinMs: number;
  /** The signal that ends it in good order; after `stopWithinMs` it is killed. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  readonly stopWithinMs: number;
}

/** How a service ended, in words. */
export type Ending = string;

export interface Service {
  readonly pid: number;
  /** Settles once the program has ended: how, in words. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends the program and waits until it is gone. May be called again, and after it has ended. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  /** Gives up starting. */
  readonly signal?: AbortSignal;
  /** Called before the service is ready. */
  readonly onSpawn?: (pid: number) => void;
}

const READY_POLL_MS = 100;
const LOG_LINES_SHOWN = 15;

/** Arguments: process, signal, seconds until it is killed. `read` returns when the other end of standard input is gone. */
const GUARD_SCRIPT = `read -r _
kill -s "$2" "$1" || exit
seconds=$3
while [ "$seconds" -gt 0 ]; do sleep 1; kill -s 0 "$1" || exit; seconds=$((seconds - 1)); done
kill -s KILL "$1"`;

/**
 * Starts a program and waits until it is ready. It gets a session of its own, so that Ctrl-C reaches only this
 * process, which then ends its services in order. Throws, with the last lines of its log, when it ends early
 * or is not ready in time, and the abort's reason when `signal` aborts; it is then not running.
 */
export async function startService(
  definition: ServiceDefinition,
  { signal, onSpawn }: StartOptions = {},
): Promise<Service> {
  signal?.throwIfAborted();
  const child = spawnLogged(definition);
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const guard = child.pid === undefined ? null : guardAgainstOwnDeath(child.pid, definition);
  let endedHow: string | null = null;
  const ended = new Promise<string>((resolve) => {
    const settle = (how: string) => {
      endedHow = how;
      guard?.kill('SIGKILL');
      resolve(how);
    };
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code, killedBy) => settle(killedBy ? `killed by ${killedBy}` : `exit code ${code}`));
  });
  const stop = async () => {
    if (endedHow === null) child.kill(definition.stopSignal);
    const killer = setTimeout(() => killGroup(child), definition.stopWithinMs);
    await ended;
    clearTimeout(killer);
  };
  const isReady = definition.isReady ?? readyMessage(child);
  const giveUpAt = performance.now() + definition.readyWithinMs;
  while (!(await isReady())) {
    if (endedHow !== null) throw await failure(definition, endedHow);
    if (signal?.aborted || performance.now() > giveUpAt) {
      await stop();
      signal?.throwIfAborted();
      throw await failure(definition, `not ready within ${definition.readyWithinMs / 1000} s`);
    }
    await Promise.race([pause(READY_POLL_MS), ended]);
  }
  if (endedHow !== null || child.pid === undefined) throw await failure(definition, endedHow ?? 'no process');
  return { pid: child.pid, ended, stop };
}

/** The end of a service's log, for messages. */
export async function lastLogLines(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

/** Logs go straight to the file: they are complete even when this process is killed. */
function spawnLogged(definition: ServiceDefinition): ChildProcess {
  mkdirSync(path.dirname(definition.logFile), { recursive: true });
  const log = openSync(definition.logFile, 'a', 0o600);
  try {
    return spawn(definition.program, definition.args, {
      env: definition.env ?? process.env,
      ...definition.account,
      detached: true,
      stdio: definition.isReady ? ['ignore', log, log] : ['ignore', log, log, 'ipc'],
    });
  } finally {
    closeSync(log);
  }
}

function readyMessage(child: ChildProcess): () => Promise<boolean> {
  let isReady = false;
  child.on('message', (message) => {
    isReady ||= message === 'ready';
  });
  return () => Promise.resolve(isReady);
}

/**
 * A shell that outlives this process: its standard input ends when this process does, however that came about,
 * and then it ends the program. So nothing is left behind even after a SIGKILL.
 */
function guardAgainstOwnDeath(pid: number, definition: ServiceDefinition): ChildProcess {
  const signal = definition.stopSignal.slice('SIG'.length);
  const seconds = Math.ceil(definition.stopWithinMs / 1000);
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'perennial-guard', String(pid), signal, String(seconds)],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

async function failure(definition: ServiceDefinition, how: string): Promise<Error> {
  const log = await lastLogLines(definition.logFile);
  return new Error(`${definition.name}: ${how}\n${log}\nThe whole log: ${definition.logFile}`);
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { commandLineOf, identify, isAlive, processIdentity } from './process-identity.ts';

const entry = processIdentity.extend({ name: z.string(), stopSignal: z.enum(['SIGINT', 'SIGTERM']) });
type Entry = z.infer<typeof entry>;

const END_WITHIN_MS = 10_000;
const POLL_MS = 100;

/** The programs that run for a home folder, on disk, so that the next start finds those of a killed one. */
export class ProcessList {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();

  constructor(home: string) {
    this.#file = path.join(home, 'processes.json');
  }

  add(name: string, pid: number, stopSignal: Entry['stopSignal']): void {
    this.#entries.set(name, { ...identify(pid), name, stopSignal });
    this.#write();
  }

  /** Nothing runs any more. */
  clear(): void {
    this.#entries.clear();
    rmSync(this.#file, { force: true });
  }

  /** Ends what an earlier start left behind, killing after 10 s what does not end. Answers the names. */
  async endLeftovers(): Promise<readonly string[]> {
    const leftovers = this.#read().filter((process) => isAlive(process));
    for (const { pid, stopSignal } of leftovers) process.kill(pid, stopSignal);
    const killAt = performance.now() + END_WITHIN_MS;
    while (leftovers.some(isAlive) && performance.now() < killAt) await pause(POLL_MS);
    for (const { pid } of leftovers.filter(isAlive)) process.kill(pid, 'SIGKILL');
    this.clear();
    return leftovers.map(({ name }) => name);
  }

  #read(): Entry[] {
    try {
      return z.array(entry).parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return [];
    }
  }

  #write(): void {
    const unfinished = `${this.#file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify([...this.#entries.values()]), { mode: 0o600 });
    renameSync(unfinished, this.#file);
  }
}

/**
 * Removes PostgreSQL's `postmaster.pid` when the process it names is not a server of this data folder: after a
 * crash the number may belong to another program, and PostgreSQL would refuse to start.
 */
export function removeStalePostmasterPid(dataFolder: string): void {
  const file = path.join(dataFolder, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return;
  }
  if (!commandLineOf(pid)?.includes(dataFolder)) rmSync(file);
}

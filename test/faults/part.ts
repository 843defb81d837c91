import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLineOf } from '../../src/processes/local/process-identity.ts';
import {
  lastLogLines,
  startService,
  type Service,
  type ServiceDefinition,
} from '../../src/processes/local/service.ts';

const GONE_POLL_MS = 5;

/** One of the programs that make up an installation: it can be killed without warning, and started again. */
export class Part {
  readonly #definition: ServiceDefinition;
  #service: Service | null = null;
  #fallen: string | null = null;

  constructor(definition: ServiceDefinition) {
    this.#definition = definition;
  }

  get pid(): number {
    return this.#running().pid;
  }

  /** How it ended the last time that nobody ended it. */
  get fallen(): string | null {
    return this.#fallen;
  }

  /** Resolves when it does its work. */
  async start(): Promise<void> {
    const service = await startService(this.#definition);
    this.#service = service;
    void this.#watch(service);
  }

  /** In good order. */
  async stop(): Promise<void> {
    const service = this.#service;
    this.#service = null;
    await service?.stop();
  }

  /** With SIGKILL, and all processes that it started; resolves when all are gone. */
  async kill(): Promise<void> {
    const { pid } = this.#running();
    this.#service = null;
    // A process that stands still starts no more children.
    process.kill(pid, 'SIGSTOP');
    const all = [...descendantsOf(pid), pid];
    for (const each of all) killIfThere(each);
    // Whoever the list has missed, while others came and went, is in its group.
    killIfThere(-pid);
    while (all.some((each) => commandLineOf(each) !== null) || isThere(-pid)) await pause(GONE_POLL_MS);
  }

  async #watch(service: Service): Promise<void> {
    const how = await service.ended;
    if (this.#service !== service) return;
    const { name, logFile } = this.#definition;
    this.#fallen = `${name}: ${how}\n${await lastLogLines(logFile)}`;
  }

  #running(): Service {
    if (this.#service === null) throw new Error(`${this.#definition.name} does not run`);
    return this.#service;
  }
}

function descendantsOf(ancestor: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const childrenOf = Map.groupBy(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number)),
    ([, parent]) => parent,
  );
  const found = [ancestor];
  for (const parent of found) found.push(...(childrenOf.get(parent) ?? []).map(([pid = 0]) => pid));
  return found.slice(1);
}

/** A number below zero is a group of processes. */
function killIfThere(pid: number): void {
  signal(pid, 'SIGKILL');
}

function isThere(pid: number): boolean {
  return signal(pid, 0);
}

/** False when there is nobody to take it. */
function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
    return false;
  }
}

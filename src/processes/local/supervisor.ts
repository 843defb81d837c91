import { setTimeout as pause } from 'node:timers/promises';
import type { ProcessList } from './leftovers.ts';
import { lastLogLines, startService, type Ending, type Service, type ServiceDefinition } from './service.ts';

/** Services of a higher stage use those of lower ones, so they are ended first. */
export type Stage = 'database' | 'infrastructure' | 'application';
const STOP_ORDER: readonly Stage[] = ['application', 'infrastructure', 'database'];

const RESTARTS_MAX = 5;
const RESTART_PAUSE_MS = 1_000;
const STABLE_AFTER_MS = 60_000;

interface Supervised {
  readonly definition: ServiceDefinition;
  readonly stage: Stage;
  service: Service;
}

/**
 * Keeps services running. One that ends is started again, up to five times with growing pauses (the count begins
 * anew after a minute of running); then everything is stopped.
 */
export class Supervisor {
  readonly #processes: ProcessList;
  readonly #report: (line: string) => void;
  readonly #restartPauseMs: number;
  readonly #stopping = new AbortController();
  readonly #supervised: Supervised[] = [];
  readonly #launching = new Set<Promise<Service>>();
  #failure: Error | null = null;

  constructor(
    processes: ProcessList,
    report: (line: string) => void,
    { restartPauseMs = RESTART_PAUSE_MS }: { readonly restartPauseMs?: number } = {},
  ) {
    this.#processes = processes;
    this.#report = report;
    this.#restartPauseMs = restartPauseMs;
  }

  /** Aborts when everything is to end. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Why everything ends, when that is a failure. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Starts a service and waits until it is ready. Throws when it cannot be started. */
  async start(stage: Stage, definition: ServiceDefinition): Promise<void> {
    const supervised = { definition, stage, service: await this.#launch(definition) };
    this.#supervised.push(supervised);
    void this.#watch(supervised);
  }

  /** Asks for the end of everything, with the cause when it is a failure. The first call counts. */
  requestStop(failure: Error | null): void {
    if (this.stopping.aborted) return;
    this.#failure = failure;
    this.#stopping.abort();
  }

  /** Ends all services, stage by stage, and waits until they are gone. */
  async stopAll(): Promise<void> {
    this.requestStop(null);
    await Promise.allSettled(this.#launching);
    for (const stage of STOP_ORDER) {
      const ofStage = this.#supervised.filter((supervised) => supervised.stage === stage);
      await Promise.all(ofStage.map(({ service }) => service.stop()));
    }
    this.#processes.clear();
  }

  async #launch(definition: ServiceDefinition): Promise<Service> {
    const launching = startService(definition, {
      signal: this.stopping,
      onSpawn: (pid) => this.#processes.add(definition.name, pid, definition.stopSignal),
    });
    this.#launching.add(launching);
    try {
      return await launching;
    } finally {
      this.#launching.delete(launching);
    }
  }

  async #watch(supervised: Supervised): Promise<void> {
    let restarts = 0;
    while (!this.stopping.aborted) {
      const runsSince = performance.now();
      const ending = await supervised.service.ended;
      if (this.stopping.aborted) return;
      if (performance.now() - runsSince > STABLE_AFTER_MS) restarts = 0;
      await this.#tellEnding(supervised.definition, ending);
      if (restarts === RESTARTS_MAX) {
        const { name } = supervised.definition;
        this.requestStop(
          new Error(`Everything was stopped, because ${name} does not keep running (${ending}).`),
        );
        return;
      }
      restarts += 1;
      await this.#restart(supervised, restarts);
    }
  }

  async #restart(supervised: Supervised, restarts: number): Promise<void> {
    const pauseMs = this.#restartPauseMs * 2 ** (restarts - 1);
    const { name } = supervised.definition;
    this.#report(`${name} is started again in ${pauseMs / 1000} s (${restarts} of ${RESTARTS_MAX})`);
    try {
      await pause(pauseMs, undefined, { signal: this.stopping });
      supervised.service = await this.#launch(supervised.definition);
      this.#report(`${name} runs again`);
    } catch (error) {
      if (!this.stopping.aborted) this.#report(error instanceof Error ? error.message : String(error));
    }
  }

  async #tellEnding({ name, logFile }: ServiceDefinition, ending: Ending): Promise<void> {
    this.#report(`${name} ended: ${ending}. The last lines of ${logFile}:\n${await lastLogLines(logFile)}`);
  }
}

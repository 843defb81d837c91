import { Connection, type ConnectionOptions } from '@temporalio/client';
import { InternalConnectionOptionsSymbol } from '@temporalio/client/lib/connection.js';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { instantOf } from '../../src/domain/values/instant.ts';
import { startWorkerProcess, type WorkerProcess } from '../../workers/worker-process.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';
import { silent } from './quiet-runtime.ts';

/** Where the parts of a story's world are, as plain JSON, so that a child process can be told. */
export interface WorldAddress {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly smtpUrl: string;
  /** The server's time when the story began. */
  readonly startedAtMs: number;
  /** The story's time then. */
  readonly start: number;
}

/** The real worker process, put together as in production, but for the clock: it shows the story's time. */
export async function startWorkerOnServerTime(
  world: WorldAddress,
  workflowBundle: WorkflowBundleOption,
): Promise<WorkerProcess> {
  const connection = await Connection.connect(askingTheTime({ address: world.temporalAddress }));
  const clock = clockOf(connection, world);
  await clock.refresh();
  const worker = await startWorkerProcess({
    databaseUrl: world.databaseUrl,
    temporalAddress: world.temporalAddress,
    temporalNamespace: 'default',
    smtpUrl: world.smtpUrl,
    mailFrom: 'Corner Coffee <hello@example.com>',
    publicUrl: 'http://localhost:3000',
    sendingPerSecond: 1_000,
    nudgesPerSecond: 1_000,
    schedules: false,
    workflowBundle,
    clock,
    logger: silent,
    activityInterceptors: [clock.interceptor],
  });
  return { stop: worker.stop, stopped: worker.stopped.finally(() => void connection.close()) };
}

/** Only with this option does a connection offer the service that tells the server's time. */
function askingTheTime(options: ConnectionOptions): ConnectionOptions {
  return Object.assign(options, { [InternalConnectionOptionsSymbol]: { supportsTestService: true } });
}

/** The story's time, by the clock of the server that a connection leads to. */
export function clockOf(
  connection: Pick<Connection, 'testService'>,
  { startedAtMs, start }: Pick<WorldAddress, 'startedAtMs' | 'start'>,
): ServerClock {
  return createServerClock(() => serverTimeMs(connection), startedAtMs, instantOf(start));
}

/** The time of a time-skipping server. */
export async function serverTimeMs({ testService }: Pick<Connection, 'testService'>): Promise<number> {
  const answer = await testService?.getCurrentTime({});
  if (!answer?.time) throw new Error('the server does not tell its time');
  return Number(answer.time.seconds) * 1_000 + Math.floor((answer.time.nanos ?? 0) / 1_000_000);
}

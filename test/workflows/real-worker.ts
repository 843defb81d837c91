import type { WorkflowBundleOption } from '@temporalio/worker';
import { systemClock } from '../../src/processes/clock.ts';
import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../../workers/worker-process.ts';
import { silent } from './quiet-runtime.ts';

/** Where the parts are that a worker needs, as plain JSON, so that a child process can be told. */
export interface RealParts {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly smtpUrl: string;
}

/** What a test may have otherwise. */
type Otherwise = Partial<
  Pick<WorkerProcessOptions, 'clock' | 'activityInterceptors' | 'schedules' | 'operations' | 'tracer'>
>;

/** The real worker process, put together as in production; in real time and without schedules, unless told otherwise. */
export function startRealWorker(
  parts: RealParts,
  workflowBundle: WorkflowBundleOption,
  otherwise: Otherwise = {},
): Promise<WorkerProcess> {
  return startWorkerProcess({
    ...parts,
    mailFrom: 'Corner Coffee <hello@example.com>',
    publicUrl: 'http://localhost:3000',
    sendingPerSecond: 1_000,
    nudgesPerSecond: 1_000,
    schedules: false,
    workflowBundle,
    operations: null,
    tracer: null,
    clock: systemClock,
    logger: silent,
    ...otherwise,
  });
}

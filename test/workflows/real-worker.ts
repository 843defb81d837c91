import type { WorkflowBundleOption } from '@temporalio/worker';
import { systemClock } from '../../src/processes/clock.ts';
import { startWorkerProcess, type WorkerProcess } from '../../workers/worker-process.ts';
import { silent } from './quiet-runtime.ts';

/** Where the parts are that a worker needs, as plain JSON, so that a child process can be told. */
export interface RealParts {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly smtpUrl: string;
}

/** The real worker process in real time, put together as in production. */
export function startRealWorker(
  parts: RealParts,
  workflowBundle: WorkflowBundleOption,
): Promise<WorkerProcess> {
  return startWorkerProcess({
    ...parts,
    mailFrom: 'Corner Coffee <hello@example.com>',
    publicUrl: 'http://localhost:3000',
    sendingPerSecond: 1_000,
    nudgesPerSecond: 1_000,
    schedules: false,
    workflowBundle,
    clock: systemClock,
    logger: silent,
  });
}

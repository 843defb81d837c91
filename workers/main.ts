import { createLogger } from '../src/adapters/logging.ts';
import { openTracing } from '../src/observability/tracing/open-tracing.ts';
import { systemClock } from '../src/processes/clock.ts';
import { readEnvironment } from '../src/processes/environment.ts';
import { announceReady } from '../src/processes/ready.ts';
import { runProcess } from '../src/processes/run-process.ts';
import { onStopRequest } from '../src/processes/stop-request.ts';
import { installRuntime } from '../src/temporal/runtime.ts';
import { buildWorkflowBundle } from '../src/temporal/workflow-bundle.ts';
import { startWorkerProcess } from './worker-process.ts';

const NUDGES_PER_SECOND = 20;

/** Every task queue and the drainer as one process. Ends with code 0 when asked to, with its tasks in hand finished. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment.logLevel);
  installRuntime(logger);
  const { traces } = environment;
  const tracing =
    traces === null ? null : await openTracing({ service: 'perennial-worker', ...traces, logger });
  const worker = await startWorkerProcess({
    ...environment,
    tracer: tracing?.tracer ?? null,
    nudgesPerSecond: NUDGES_PER_SECOND,
    schedules: true,
    workflowBundle: await buildWorkflowBundle(),
    clock: systemClock,
    logger,
  });
  onStopRequest(worker.stop);
  announceReady();
  logger.info('worker polls');
  try {
    await worker.stopped;
  } finally {
    await tracing?.close();
  }
  logger.info('worker stopped');
}

runProcess(main);

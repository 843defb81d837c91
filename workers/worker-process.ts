import type { Tracer } from '@opentelemetry/api';
import {
  NativeConnection,
  type ActivityInterceptorsFactory,
  type Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { createImportActivities } from '../src/activities/import-activities.ts';
import { createMemberActivities } from '../src/activities/member-activities.ts';
import { createScheduleActivities } from '../src/activities/schedule-activities.ts';
import { createSendingActivities } from '../src/activities/sending-activities.ts';
import type { Logger } from '../src/adapters/logging.ts';
import { createSmtpSender } from '../src/adapters/smtp/send-mail.ts';
import { parseSmtpUrl } from '../src/adapters/smtp/smtp-server.ts';
import { openDatabase } from '../src/db/database.ts';
import { guardDemoMail } from '../src/demo/mail-guard.ts';
import type { Clock } from '../src/domain/values/instant.ts';
import { startDrainer } from '../src/drainer/drainer.ts';
import { listenForMarked } from '../src/drainer/marked-notices.ts';
import { createPace } from '../src/drainer/pace.ts';
import { readinessChecks } from '../src/observability/dependencies.ts';
import { createWorkerMetrics } from '../src/observability/metrics/worker-metrics.ts';
import { serveOperations, type OperationsAddress } from '../src/observability/operations-server.ts';
import { workerSpans } from '../src/observability/tracing/worker-spans.ts';
import type { Actor, Context } from '../src/services/context.ts';
import { failpoint } from '../src/services/failpoint.ts';
import { advanceMarked } from '../src/services/lifecycle/advance-members.ts';
import { createDefinitionsStore } from '../src/services/program/definitions-store.ts';
import { openTemporalClient, temporalAnswers } from '../src/temporal/connect.ts';
import { createNudgeMember } from '../src/temporal/nudge-member.ts';
import { ensureSchedules } from '../src/temporal/schedules.ts';
import { ensureSearchAttributes } from '../src/temporal/search-attributes.ts';
import { createStartImport } from '../src/temporal/start-import.ts';
import { createWorkers } from '../src/temporal/workers.ts';

const CONNECTIONS_MAX = 20;
/** Longer than a statement may take. */
const DATABASE_SILENCE_MS_MAX = 6_000;
const WORKER: Actor = { kind: 'system', name: 'worker' };

export interface WorkerProcessOptions {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  readonly publicUrl: string;
  /** Messages handed over per second, by all workers together. */
  readonly sendingPerSecond: number;
  /** Workflows nudged per second by this process: starting one costs some 25 ms of CPU in all. */
  readonly nudgesPerSecond: number;
  /** Whether this server can keep schedules; Temporal's time-skipping test server cannot. */
  readonly schedules: boolean;
  readonly workflowBundle: WorkflowBundleOption;
  /** Where operators reach metrics, health and readiness; null: nowhere. */
  readonly operations: OperationsAddress | null;
  /** Null: nothing is traced. */
  readonly tracer: Tracer | null;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Around every activity; none unless given. */
  readonly activityInterceptors?: ActivityInterceptorsFactory[];
}

export interface WorkerProcess {
  /** Settles when it has stopped: rejects when a worker failed. */
  readonly stopped: Promise<void>;
  /** Lets tasks in hand end, within 8 s. */
  readonly stop: () => void;
  /** The port that operators reach; null where there is none. */
  readonly operationsPort: number | null;
}

/**
 * All task queues and the drainer in one process, put together. Rejects when Temporal or the database cannot be
 * reached, when the demo's mail would leave this machine, and when the operators' port is taken.
 */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { clock, logger } = options;
  const footing = await findFooting(options);
  const { db, temporal, connection, metrics, spans, context, nudge, pace, stopping } = footing;
  const workers = await createTaskWorkers(footing, options);
  const drainer = startDrainer({
    advanceMarked: spans.advances(metrics.countingAdvances((limit) => advanceMarked(context(), limit))),
    nudge,
    isTemporalThere: () => temporalAnswers(temporal.client),
    pace,
    listen: (onNotice) => listenForMarked(options.databaseUrl, onNotice),
    logger,
  });
  const operations = await serveOperations({
    address: options.operations,
    registry: metrics.registry,
    readiness: readinessChecks(db, temporal.client),
    db,
    clock,
  });
  const stop = () => {
    stopping.abort();
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const finish = async () => {
    try {
      await Promise.all(workers.map((worker) => worker.run()));
    } finally {
      stop();
      await Promise.all([drainer.stop(), operations.close()]);
      await Promise.all([temporal.close(), connection.close()]);
      await db.destroy();
    }
  };
  const stopped = finish();
  return { stopped, stop, operationsPort: operations.port };
}

type Footing = Awaited<ReturnType<typeof findFooting>>;

/** What all parts of the process stand on: database and Temporal, reached and made ready. */
async function findFooting(options: WorkerProcessOptions) {
  const { clock, temporalAddress: address, temporalNamespace: namespace } = options;
  const metrics = createWorkerMetrics();
  const spans = workerSpans(options.tracer);
  const db = openDatabase(options.databaseUrl, {
    connectionsMax: CONNECTIONS_MAX,
    silenceMsMax: DATABASE_SILENCE_MS_MAX,
    onPool: metrics.onPool,
  });
  await guardDemoMail(db, options.smtpUrl);
  const definitions = createDefinitionsStore();
  const connection = await NativeConnection.connect({ address });
  const temporal = openTemporalClient({ address, namespace, interceptors: spans.clientInterceptors });
  await ensureSearchAttributes(temporal.client);
  if (options.schedules) await ensureSchedules(temporal.client);
  return {
    metrics,
    spans,
    db,
    definitions,
    context: (): Context => ({ db, definitions, now: clock.now(), actor: WORKER }),
    connection,
    temporal,
    nudge: spans.nudges(metrics.countingNudges(createNudgeMember(temporal.client))),
    pace: createPace(options.nudgesPerSecond),
    stopping: new AbortController(),
  };
}

function createTaskWorkers(footing: Footing, options: WorkerProcessOptions): Promise<readonly Worker[]> {
  const { metrics, spans, db, definitions, context, connection, temporal, nudge, pace, stopping } = footing;
  return createWorkers({
    connection,
    namespace: options.temporalNamespace,
    workflowBundle: options.workflowBundle,
    lifecycleActivities: {
      ...createMemberActivities(context),
      ...createScheduleActivities({
        context,
        nudge,
        startImport: createStartImport(temporal.client),
        pace,
        stopping: stopping.signal,
      }),
    },
    sendingActivities: createSendingActivities({
      context,
      sendMail: metrics.countingHandovers(createSmtpSender(parseSmtpUrl(options.smtpUrl))),
      mailFrom: options.mailFrom,
      publicUrl: options.publicUrl,
      step: spans.step,
    }),
    importActivities: createImportActivities({ db, definitions, clock: options.clock, actor: WORKER }),
    deliveriesPerSecondMax: options.sendingPerSecond,
    failpoint,
    activityInterceptors: [
      ...spans.activityInterceptors,
      metrics.activityInterceptor,
      ...(options.activityInterceptors ?? []),
    ],
  });
}

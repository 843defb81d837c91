import { createLogger } from '../adapters/logging.ts';
import { createApp } from '../api/create-app.ts';
import { createSenderAddress } from '../api/sender-address.ts';
import { serveApi } from '../api/server.ts';
import { openDatabase } from '../db/database.ts';
import { readinessChecks } from '../observability/dependencies.ts';
import { createApiMetrics } from '../observability/metrics/api-metrics.ts';
import { serveOperations } from '../observability/operations-server.ts';
import { tracingGroups } from '../observability/tracing/group-spans.ts';
import { openTracing } from '../observability/tracing/open-tracing.ts';
import { sendingTraces } from '../observability/tracing/temporal-traces.ts';
import { createAuthenticator } from '../services/access/authenticate.ts';
import { createGroupCommit } from '../services/event/group-commit.ts';
import { createDefinitionsStore } from '../services/program/definitions-store.ts';
import { openTemporalClient } from '../temporal/connect.ts';
import { createStartImport } from '../temporal/start-import.ts';
import { systemClock } from './clock.ts';
import { readEnvironment } from './environment.ts';
import { announceReady } from './ready.ts';
import { runProcess } from './run-process.ts';
import { onStopRequest } from './stop-request.ts';

/** A request waits for the transaction that is running and for its own, and is to be answered within five seconds. */
const DATABASE_SILENCE_MS_MAX = 2_400;

/** The HTTP API as a process. Ends with code 0 when asked to, with its requests in work finished. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const logger = createLogger(environment.logLevel);
  const metrics = createApiMetrics();
  const { traces } = environment;
  const tracing = traces === null ? null : await openTracing({ service: 'perennial-api', ...traces, logger });
  const db = openDatabase(environment.databaseUrl, {
    silenceMsMax: DATABASE_SILENCE_MS_MAX,
    onPool: metrics.onPool,
  });
  const temporal = openTemporalClient({
    address: environment.temporalAddress,
    namespace: environment.temporalNamespace,
    interceptors: tracing === null ? [] : [sendingTraces],
  });
  const readiness = readinessChecks(db, temporal.client);
  const recordEvents = createGroupCommit({
    around: (post) => metrics.countingGroups(tracing === null ? post : tracingGroups(tracing.tracer)(post)),
  });
  const app = createApp({
    db,
    definitions: createDefinitionsStore(),
    clock: systemClock,
    logger,
    authenticate: createAuthenticator(db),
    recordEvents: metrics.watchingQueue(recordEvents),
    startImport: createStartImport(temporal.client),
    rateLimits: environment.rateLimits,
    senderAddress: createSenderAddress(environment.trustedProxies),
    readiness,
    onAnswered: metrics.onAnswered,
    ...(tracing !== null && { tracer: tracing.tracer }),
    publicUrl: environment.publicUrl,
  });
  const server = await serveApi(app.fetch, { port: environment.apiPort, host: environment.apiHost });
  logger.info({ host: environment.apiHost, port: server.port }, 'api listens');
  const operations = await serveOperations({
    address: environment.operations,
    registry: metrics.registry,
    readiness,
    db,
    clock: systemClock,
  });
  const stopRequested = new Promise<void>((resolve) => onStopRequest(resolve));
  announceReady();

  await stopRequested;
  await Promise.all([server.close(), operations.close()]);
  await Promise.all([db.destroy(), temporal.close(), tracing?.close()]);
  logger.info('api stopped');
}

runProcess(main);

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createApp } from '../../src/api/create-app.ts';
import { readinessChecks } from '../../src/observability/dependencies.ts';
import { createApiMetrics } from '../../src/observability/metrics/api-metrics.ts';
import { serveOperations, type OperationsServer } from '../../src/observability/operations-server.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { openTemporalClient, type TemporalClient } from '../../src/temporal/connect.ts';
import { withApi } from '../api/api-under-test.ts';
import { valueOf } from '../support/answers.ts';
import { scrape } from '../support/scrape.ts';
import { developmentEnvironment } from '../support/temporal.ts';
import '../workflows/quiet-runtime.ts';

const MINUTE_MS = 60_000;

const api = withApi();

let environment: TestWorkflowEnvironment;
let temporal: TemporalClient;
let operations: OperationsServer;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  environment = await developmentEnvironment();
  temporal = openTemporalClient({ address: environment.address, namespace: 'default' });
  const { deps } = api();
  const readiness = readinessChecks(deps.db, temporal.client);
  const { registry } = createApiMetrics();
  app = createApp({ ...deps, readiness });
  operations = await serveOperations({
    address: { host: '127.0.0.1', port: 0 },
    registry,
    db: deps.db,
    clock: deps.clock,
    readiness,
  });
});
afterAll(() => Promise.all([operations.close(), temporal.close()]));

async function send(method: string, path: string, body?: unknown) {
  const response = await app.request(path, {
    method,
    headers: { Authorization: `Bearer ${api().key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

it('without Temporal purchases are posted, readiness says degraded, and marks wait with their age', async () => {
  expect((await send('GET', '/readyz')).body).toMatchObject({ status: 'ready' });
  await environment.teardown();
  expect(await send('GET', '/readyz')).toEqual({
    status: 200,
    body: { status: 'degraded', checks: { database: 'up', temporal: 'down' } },
  });

  valueOf(await enrolMember(api().ctx, 'corner-shop', { externalId: 'ann' }));
  const purchase = {
    id: 'order-1',
    type: 'purchase',
    member: { externalId: 'ann' },
    occurredAt: '2026-11-22T10:00:00Z',
    data: { orderId: 'order-1', total: { amountMinor: 700, currency: 'EUR' } },
  };
  expect(await send('POST', '/v1/events', purchase)).toMatchObject({
    status: 200,
    body: { status: 'recorded', points: { beans: 7 } },
  });

  api().pass(5 * MINUTE_MS);
  const samples = await scrape(operations.port);
  expect(samples.get('perennial_marked_members')).toBe(1);
  expect(samples.get('perennial_oldest_mark_age_seconds')).toBe(300);
  expect(samples.get('perennial_dependency_up{dependency="temporal"}')).toBe(0);
  expect(samples.get('perennial_dependency_up{dependency="database"}')).toBe(1);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { lockMembers } from '../../src/db/queries/member-lock.ts';
import { createApiMetrics } from '../../src/observability/metrics/api-metrics.ts';
import { serveOperations, type OperationsServer } from '../../src/observability/operations-server.ts';
import { createGroupCommit } from '../../src/services/event/group-commit.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { withApi } from '../api/api-under-test.ts';
import { valueOf } from '../support/answers.ts';
import { scrape } from '../support/scrape.ts';

const api = withApi();
const LOOPBACK = { host: '127.0.0.1', port: 0 };

let operations: OperationsServer;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  const metrics = createApiMetrics();
  const { deps, ctx } = api();
  valueOf(await enrolMember(ctx, 'corner-shop', { externalId: 'ann' }));
  const recordEvents = createGroupCommit({
    eventsWaitingMax: 2,
    pause: () => Promise.resolve(),
    around: metrics.countingGroups,
  });
  app = createApp({
    ...deps,
    recordEvents: metrics.watchingQueue(recordEvents),
    onAnswered: metrics.onAnswered,
  });
  operations = await serveOperations({
    address: LOOPBACK,
    registry: metrics.registry,
    db: deps.db,
    clock: deps.clock,
    readiness: [
      { name: 'database', isEssential: true, probe: () => Promise.resolve() },
      { name: 'temporal', isEssential: false, probe: () => Promise.reject(new Error('away')) },
    ],
  });
});
afterAll(() => operations.close());

function visit(id: string, member = 'ann') {
  return { id, type: 'visit', member: { externalId: member }, occurredAt: '2026-11-22T10:00:00Z', data: {} };
}

async function send(path: string, body: unknown): Promise<number> {
  const response = await app.request(path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${api().key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status;
}

/** What samples grew by since an earlier scrape; those that did not are left out. */
async function grownSince(
  before: ReadonlyMap<string, number>,
  names: RegExp,
): Promise<Record<string, number>> {
  const after = [...(await scrape(operations.port))].filter(([name]) => names.test(name));
  const grown = after.map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, by]) => by !== 0));
}

async function answer(path: string, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${operations.port}${path}`, { method });
  return { status: response.status, text: await response.text() };
}

it('counts events by what became of them, and once for each group', async () => {
  const before = await scrape(operations.port);
  expect(await send('/v1/events/batch', [visit('m-1'), visit('m-2')])).toBe(200);
  expect(await send('/v1/events', visit('m-1'))).toBe(200);
  expect(await send('/v1/events', visit('m-3', 'nobody'))).toBe(404);
  expect(await grownSince(before, /^perennial_ingest_(events_total|group_events_(sum|count))/)).toEqual({
    'perennial_ingest_events_total{outcome="recorded"}': 2,
    'perennial_ingest_events_total{outcome="duplicate"}': 1,
    'perennial_ingest_events_total{outcome="refused"}': 1,
    perennial_ingest_group_events_sum: 4,
    perennial_ingest_group_events_count: 3,
  });
});

it('counts requests by the pattern of their route, never by their path', async () => {
  const before = await scrape(operations.port);
  const headers = { Authorization: `Bearer ${api().key}` };
  await app.request('/v1/members/mem_nobody-in-particular', { headers });
  expect(await grownSince(before, /^perennial_http_request_duration_seconds_count/)).toEqual({
    'perennial_http_request_duration_seconds_count{method="GET",route="/v1/members/:id",status="4xx"}': 1,
  });
  const names = [...(await scrape(operations.port)).keys()].join('\n');
  expect(names).not.toContain('nobody');
});

it('counts what is turned away because too much waits', async () => {
  const before = await scrape(operations.port);
  expect(await send('/v1/events/batch', [visit('m-4'), visit('m-5'), visit('m-6')])).toBe(503);
  expect(await grownSince(before, /turned_away|unavailable|waiting_events$/)).toEqual({
    'perennial_ingest_turned_away_events_total{reason="queue_full"}': 3,
    perennial_http_unavailable_total: 1,
  });
});

it('counts how often an event waits for a member whom somebody else holds', async () => {
  const { db } = api().deps;
  const ann = await db
    .selectFrom('member')
    .select('id')
    .where('external_id', '=', 'ann')
    .executeTakeFirstOrThrow();
  const before = await scrape(operations.port);
  await db.transaction().execute(async (tx) => {
    await lockMembers(tx, [ann.id]);
    expect(await send('/v1/events', visit('m-7'))).toBe(503);
  });
  expect(await grownSince(before, /held/)).toEqual({
    perennial_ingest_held_events_total: expect.any(Number),
    'perennial_ingest_turned_away_events_total{reason="member_held"}': 1,
  });
});

it('says what waits in the database, and which parts answer', async () => {
  const samples = await scrape(operations.port);
  expect(samples.get('perennial_blocked_members')).toBe(0);
  expect(samples.get('perennial_unknown_messages')).toBe(0);
  expect(samples.get('perennial_dependency_up{dependency="database"}')).toBe(1);
  expect(samples.get('perennial_dependency_up{dependency="temporal"}')).toBe(0);
  expect(samples.get('perennial_process_cpu_seconds_total')).toBeGreaterThan(0);
});

it('a scrape answers while the database is away, and says that it does not know', async () => {
  const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/none');
  const { registry } = createApiMetrics();
  const { clock } = api().deps;
  const alone = await serveOperations({ address: LOOPBACK, registry, db: nowhere, clock, readiness: [] });
  expect((await scrape(alone.port)).get('perennial_oldest_mark_age_seconds')).toBeNaN();
  await alone.close();
  await nowhere.destroy();
});

it('the operations port answers health and readiness, and nothing else', async () => {
  expect(await answer('/healthz')).toEqual({ status: 200, text: '{"status":"alive"}' });
  expect(await answer('/readyz')).toEqual({
    status: 200,
    text: '{"status":"degraded","checks":{"database":"up","temporal":"down"}}',
  });
  expect((await answer('/metrics', 'POST')).status).toBe(405);
  expect((await answer('/v1/members')).status).toBe(404);
});

it('the API itself gives no metrics away', async () => {
  expect((await app.request('/metrics')).status).toBe(404);
});

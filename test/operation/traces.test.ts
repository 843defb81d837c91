import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createApp } from '../../src/api/create-app.ts';
import { done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { tracingGroups } from '../../src/observability/tracing/group-spans.ts';
import { openTracing, type Tracing } from '../../src/observability/tracing/open-tracing.ts';
import { createGroupCommit } from '../../src/services/event/group-commit.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import type { WorkerProcess } from '../../workers/worker-process.ts';
import { withApi } from '../api/api-under-test.ts';
import { cornerShop } from '../api/corner-shop.ts';
import { valueOf } from '../support/answers.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { developmentEnvironment, workflowBundle } from '../support/temporal.ts';
import { silent } from '../workflows/quiet-runtime.ts';
import { startRealWorker } from '../workflows/real-worker.ts';

const SEEN_WITHIN_MS = 20_000;

const ASKED = { trace: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', span: '1111111111111111' };
const BOUGHT = { trace: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', span: '2222222222222222' };

const api = withApi();

let collector: OtlpReceiver;
let mails: MailSink;
let temporal: TestWorkflowEnvironment;
let tracing: Tracing;
let worker: WorkerProcess;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  [collector, mails, temporal] = await Promise.all([
    startOtlpReceiver(),
    startMailSink(),
    developmentEnvironment(),
  ]);
  const { ctx, deps, databaseUrl } = api();
  valueOf(await applyProgram(ctx, { ...cornerShop, ...writingAtOnce() }));
  for (const name of ['ann', 'bob']) {
    valueOf(await enrolMember(ctx, 'corner-shop', { externalId: name, email: `${name}@example.com` }));
  }
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  tracing = await openTracing({ service: 'perennial', ratio: 1, logger: silent });
  const { tracer } = tracing;
  app = createApp({ ...deps, tracer, recordEvents: createGroupCommit({ around: tracingGroups(tracer) }) });
  const parts = {
    databaseUrl,
    temporalAddress: temporal.address,
    temporalNamespace: 'default',
    smtpUrl: mails.url,
  };
  worker = await startRealWorker(parts, await workflowBundle(), { clock: deps.clock, tracer });
  // Enrolling marked them; a mark that is there already is not the request's.
  await vi.waitFor(async () => expect(await marks()).toEqual([]), { timeout: SEEN_WITHIN_MS, interval: 50 });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await endWork();
  await Promise.all([collector.stop(), temporal.teardown(), mails.stop()]);
});

/** What is in work ends, and all spans are exported. */
async function endWork(): Promise<void> {
  worker.stop();
  await worker.stopped;
  await tracing.close();
}

async function marks() {
  return api()
    .deps.db.selectFrom('lifecycle')
    .select('marked_by')
    .where('needs_advance_since', 'is not', null)
    .execute();
}

/** A journey by request and one by purchase; each writes a mail as soon as somebody enters. */
function writingAtOnce() {
  const journeys = [
    journey('sorry', { kind: 'api' }, writing('sorry')),
    journey('thanks', upon('purchase'), writing('thanks')),
  ];
  return {
    journeys: journeys.map((definition) => ({ definition, source: '' })),
    templates: journeys.map(({ id }) => ({ id, subject: id, html: `<p>${id}</p>`, text: id })),
  };
}

function writing(template: string) {
  return { mail: mail(template, 'done', { class: 'transactional' }), done };
}

async function post(path: string, { trace, span }: typeof ASKED, body: unknown): Promise<number> {
  const response = await app.request(path, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${api().key}`,
      'Content-Type': 'application/json',
      traceparent: `00-${trace}-${span}-01`,
    },
    body: JSON.stringify(body),
  });
  return response.status;
}

function purchase(id: string, externalId: string) {
  const data = { orderId: id, total: { amountMinor: 500, currency: 'EUR' } };
  return { id, type: 'purchase', member: { externalId }, occurredAt: '2026-11-22T10:00:00Z', data };
}

/** The names of spans from one up to the outermost, and the span of the sender that it is a part of. */
function wayUp(trace: string, name: string): readonly string[] {
  const ofTrace = collector.spans().filter(({ traceId }) => traceId === trace);
  const span = ofTrace.find((one) => one.name === name);
  if (span === undefined) throw new Error(`no ${name} among ${ofTrace.map((one) => one.name).join(', ')}`);
  const parent = ofTrace.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [name, span.parentSpanId] : [name, ...wayUp(trace, parent.name)];
}

function received(name: string): readonly ReceivedSpan[] {
  return collector.spans().filter((one) => one.name === name);
}

it('one trace leads from a request to the message, past the mark and the workflow', async () => {
  const request = { requestId: 'r-1', member: { externalId: 'ann' }, data: {} };
  expect(await post('/v1/journeys/sorry/runs', ASKED, request)).toBe(202);
  await mails.waitForMails(1);
  expect(await post('/v1/events', BOUGHT, purchase('o-1', 'bob'))).toBe(200);
  await mails.waitForMails(2);
  await endWork();

  const entered = ['POST /v1/journeys/:id/runs', ASKED.span];
  expect(wayUp(ASKED.trace, 'advance members')).toEqual(['advance members', ...entered]);
  expect(wayUp(ASKED.trace, 'conductMember')).toEqual(['conductMember', 'nudge', ...entered]);
  for (const step of ['claim', 'hand over', 'settle']) {
    expect(wayUp(ASKED.trace, step)).toEqual([step, 'deliverMessage', 'nudge', ...entered]);
  }
  const bought = ['post events', 'POST /v1/events', BOUGHT.span];
  expect(wayUp(BOUGHT.trace, 'hand over')).toEqual(['hand over', 'deliverMessage', 'nudge', ...bought]);
});

it('spans hold ids and names of definitions, and nothing of the person', () => {
  expect(received('POST /v1/events')[0]).toMatchObject({
    service: 'perennial',
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/events',
      'http.response.status_code': '200',
    },
  });
  expect(received('nudge')[0]?.attributes['temporal.workflow.id']).toMatch(/^member\/[0-9a-f-]{36}$/);
  expect(JSON.stringify(collector.spans())).not.toMatch(/\bann\b|\bbob\b|example\.com/);
});

it('the request’s log line names the trace', () => {
  const line = api().logged.find((one) => one.includes('/v1/events')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ traceId: BOUGHT.trace, route: '/v1/events' });
});

import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { log } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { deriveUuid } from '../../domain/values/identity.ts';
import { at } from '../../domain/values/instant.fixture.ts';
import type { EventGroup } from '../../services/event/group-commit.ts';
import type { LookedAt } from '../../services/lifecycle/advance-members.ts';
import { createDefinitionsStore } from '../../services/program/definitions-store.ts';
import { tracingAdvances, tracingNudges } from './advance-spans.ts';
import { tracingGroups } from './group-spans.ts';
import { inSpan } from './in-span.ts';
import { tracingActivities } from './temporal-traces.ts';

const TRACE_A = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const TRACE_B = 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const tracer = provider.getTracer('test');

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());
beforeEach(() => exporter.reset());

function request(traceId: string) {
  return { requestId: traceId.slice(0, 4), traceId, traceparent: `00-${traceId}-1111111111111111-01` };
}

function groupOf(...requests: readonly ReturnType<typeof request>[]): EventGroup {
  const db = openDatabase('postgres://nobody@127.0.0.1:1/none');
  const [first = request(TRACE_A)] = requests;
  const ctx = {
    db,
    definitions: createDefinitionsStore(),
    now: at('2026-11-22T10:00:00Z'),
    actor: { kind: 'system', name: 'test' },
    request: first,
  } as const;
  return { ctx, programId: 'corner-coffee', events: [], requests: new Set(requests) };
}

function marked(name: string, markedBy: string | null): LookedAt {
  const memberId = deriveUuid('member', name);
  return { memberId, programId: 'corner-coffee', needsNudge: true, unreadable: null, markedBy };
}

/** The spans that have ended. */
function ended() {
  return exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    links: (span.links ?? []).map((link) => link.context.traceId),
    attributes: span.attributes,
  }));
}

it('a group of one request is a part of its trace, one of several is linked to each', async () => {
  const post = tracingGroups(tracer)(() => Promise.resolve([]));
  await post(groupOf(request(TRACE_A)));
  await post(groupOf(request(TRACE_A), request(TRACE_B)));
  const [alone, together] = ended();
  expect(alone).toMatchObject({ traceId: TRACE_A, links: [] });
  expect([TRACE_A, TRACE_B]).not.toContain(together?.traceId);
  expect(together?.links).toEqual([TRACE_A, TRACE_B]);
});

it('members are marked by the span of their group', async () => {
  let markedBy: string | undefined;
  const post = tracingGroups(tracer)(({ ctx }) => {
    markedBy = ctx.request?.traceparent;
    return Promise.resolve([]);
  });
  await post(groupOf(request(TRACE_A)));
  expect(markedBy).toBe(`00-${TRACE_A}-${ended()[0]?.spanId}-01`);
});

it('a look that finds nobody leaves no span', async () => {
  await tracingAdvances(tracer)(() => Promise.resolve([]))(200);
  expect(ended()).toEqual([]);
  const batch = [marked('ann', request(TRACE_A).traceparent), marked('bob', null)];
  await tracingAdvances(tracer)(() => Promise.resolve(batch))(200);
  expect(ended()).toMatchObject([{ name: 'advance members', traceId: TRACE_A }]);
});

it('a nudge that no request caused is in no trace, also not in that of a sweep', async () => {
  const active: unknown[] = [];
  const nudge = tracingNudges(tracer)(() => {
    active.push(trace.getActiveSpan());
    return Promise.resolve();
  });
  await inSpan(tracer, { name: 'nudgeUnattended' }, () => nudge(marked('bob', null)));
  expect(ended().map(({ name }) => name)).toEqual(['nudgeUnattended']);
  expect(active).toEqual([undefined]);
});

it('of an error a span tells the kind, and not its words', async () => {
  const failing = inSpan(tracer, { name: 'claim' }, () =>
    Promise.reject(new TypeError('ann@example.com is not a function')),
  );
  await expect(failing).rejects.toThrow(TypeError);
  expect(ended()[0]?.attributes).toEqual({ 'error.type': 'TypeError' });
  expect(
    JSON.stringify(exporter.getFinishedSpans().map(({ events, status }) => ({ events, status }))),
  ).not.toContain('ann@example.com');
});

it('the log lines of an activity name its trace', async () => {
  const lines: LogEntry[] = [];
  const logger = new DefaultLogger('INFO', (line) => lines.push(line));
  const interceptors = [tracingActivities(tracer)];
  const environment = new MockActivityEnvironment(
    { activityType: 'deliverMessage' },
    { interceptors, logger },
  );
  await environment.run(() => Promise.resolve(log.info('handed over')));
  const [span] = ended();
  expect(span?.name).toBe('deliverMessage');
  expect(lines.find(({ message }) => message === 'handed over')?.meta).toMatchObject({
    traceId: span?.traceId,
  });
});

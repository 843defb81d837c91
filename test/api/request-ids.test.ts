import { expect, it } from 'vitest';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PATH = '/v1/members?externalId=nobody';

function lastLogged(): unknown {
  return JSON.parse(api().logged.at(-1) ?? '{}');
}

it('a request keeps the ids that its sender gave: in the answer, the problem and the log', async () => {
  const headers = { 'X-Request-Id': 'till-7/0815', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  const answer = await api().send('GET', PATH, { headers });
  expect(answer.headers.get('X-Request-Id')).toBe('till-7/0815');
  const ids = { requestId: 'till-7/0815', traceId: TRACE };
  expect(problemOutput.parse(answer.body)).toMatchObject(ids);
  expect(lastLogged()).toMatchObject({ ...ids, route: '/v1/members', status: 404 });
});

it('a request without ids gets its own', async () => {
  const [one, other] = [await api().send('GET', PATH), await api().send('GET', PATH)];
  const [first, second] = [problemOutput.parse(one.body), problemOutput.parse(other.body)];
  expect(first.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(first.traceId).toMatch(/^[\da-f]{32}$/);
  expect(second.requestId).not.toBe(first.requestId);
  expect(second.traceId).not.toBe(first.traceId);
});

it.each(['', 'two words', 'x'.repeat(65), '{"a":1}'])('an id like %j is not taken over', async (given) => {
  const answer = await api().send('GET', PATH, { headers: { 'X-Request-Id': given } });
  expect(answer.headers.get('X-Request-Id')).toMatch(/^[\da-f-]{36}$/);
});

it('a trace that cannot be read is replaced by one of its own', async () => {
  const traceparent = `00-${TRACE}-0000000000000000-01`;
  const answer = await api().send('GET', PATH, { headers: { traceparent } });
  expect(problemOutput.parse(answer.body).traceId).not.toBe(TRACE);
});

it('the audit log names the request and its trace', async () => {
  const headers = { 'X-Request-Id': 'ops-42', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  await api().send('POST', '/v1/sending/pause', { headers });
  const row = await api()
    .deps.db.selectFrom('audit_event')
    .select(['request_id', 'trace_id'])
    .where('action', '=', 'sending.paused')
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ request_id: 'ops-42', trace_id: TRACE });
});

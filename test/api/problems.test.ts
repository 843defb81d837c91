import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../src/domain/refusal/refusal-code.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { PUBLIC_URL, withApi } from './api-under-test.ts';
import type { Sent } from './api-under-test.ts';

const api = withApi();

const event = {
  id: 'e-1',
  type: 'store_visit',
  member: { externalId: 'nobody' },
  occurredAt: '2026-11-22T09:00:00Z',
  data: {},
};

const ndjson = { 'Content-Type': 'application/x-ndjson' };

describe('each class of error is a problem with its code', () => {
  it.each<[code: string, method: string, path: string, sent: Sent]>([
    ['malformed_json', 'POST', '/v1/events', { body: '{"id":' }],
    ['malformed_json', 'POST', '/v1/events', { body: '' }],
    ['malformed_json', 'POST', '/v1/events', { body: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ['malformed_json', 'POST', '/v1/events/batch', { body: 'nonsense' }],
    ['unauthenticated', 'POST', '/v1/events', { body: event, key: null }],
    ['unauthenticated', 'GET', '/v1/no-such-path', { key: null }],
    ['not_found', 'GET', '/v1/no-such-path', {}],
    ['not_found', 'GET', '/no-such-path', { key: null }],
    ['not_found', 'GET', '/problems/no_such_code', { key: null }],
    ['method_not_allowed', 'DELETE', '/v1/events', {}],
    ['method_not_allowed', 'OPTIONS', '/healthz', { key: null }],
    ['not_acceptable', 'POST', '/v1/events', { body: event, headers: { Accept: 'text/html' } }],
    ['not_acceptable', 'POST', '/v1/events', { body: event, headers: { Accept: '*/*;q=0' } }],
    ['body_too_large', 'POST', '/v1/events', { body: `"${'x'.repeat(1_000_000)}"` }],
    ['body_too_large', 'POST', '/v1/events/batch', { body: `"${'x'.repeat(5_000_000)}"` }],
    ['body_too_large', 'POST', '/v1/events', { body: '{}', headers: { 'Content-Length': '1000001' } }],
    [
      'unsupported_media_type',
      'POST',
      '/v1/events',
      { body: '<x/>', headers: { 'Content-Type': 'text/xml' } },
    ],
    ['unsupported_media_type', 'POST', '/v1/events', { body: event, headers: ndjson }],
    [
      'unsupported_media_type',
      'POST',
      '/v1/events',
      { body: event, headers: { 'Content-Encoding': 'gzip' } },
    ],
    [
      'unsupported_media_type',
      'POST',
      '/v1/events',
      { body: event, headers: { 'Content-Type': 'application/json; charset=latin1' } },
    ],
    ['invalid_input', 'POST', '/v1/events', { body: [] }],
    ['invalid_input', 'POST', '/v1/events', { body: 'null' }],
    ['invalid_input', 'POST', '/v1/events/batch', { body: event }],
    ['invalid_input', 'POST', '/v1/events/batch', { body: Array.from({ length: 1_001 }, () => event) }],
    ['foreign_source', 'POST', '/v1/events', { body: { ...event, source: 'crm' } }],
    ['unknown_member', 'POST', '/v1/events', { body: event }],
  ])('%s: %s %s', async (code, method, path, sent) => {
    const answer = await api().send(method, path, sent);
    const problem = problemOutput.parse(answer.body);
    expect(problem.code).toBe(code);
    expect(problem.status).toBe(answer.status);
    expect(problem.type).toBe(`${PUBLIC_URL}/problems/${code}`);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(problem.requestId).toBe(answer.headers.get('X-Request-Id'));
  });

  it('names every place at fault by JSON pointer', async () => {
    const { body } = await api().send('POST', '/v1/events', {
      body: { ...event, type: 'Not Snake', occurredAt: '2026-11-22', member: {}, colour: 'red' },
    });
    const { errors } = problemOutput.parse(body);
    expect(errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/colour',
      '/member',
      '/occurredAt',
      '/type',
    ]);
  });

  it('says in plain words what a field lacks', async () => {
    const { body } = await api().send('POST', '/v1/events', {
      body: { ...event, id: 5, occurredAt: undefined },
    });
    expect(body).toMatchObject({
      errors: expect.arrayContaining([
        { pointer: '/id', detail: 'is not a text' },
        { pointer: '/occurredAt', detail: 'is missing' },
      ]),
    });
  });

  it('says which methods a path has', async () => {
    const answer = await api().send('PUT', '/v1/events');
    expect(answer.headers.get('Allow')).toBe('POST');
    const health = await api().send('POST', '/healthz', { key: null });
    expect(health.headers.get('Allow')).toBe('GET, HEAD');
  });

  it('says how to authenticate', async () => {
    const missing = await api().send('POST', '/v1/events', { body: event, key: null });
    expect(missing.headers.get('WWW-Authenticate')).toBe('Bearer realm="perennial"');
    const wrong = await api().send('POST', '/v1/events', { body: event, key: 'pk_nonsense' });
    expect(wrong.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
  });
});

it('every code of the registry has the page that its type leads to', async () => {
  for (const [code, { title }] of Object.entries(REFUSALS)) {
    const answer = await api().send('GET', `/problems/${code}`, { key: null });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(title);
  }
});

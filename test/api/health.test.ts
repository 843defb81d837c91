import { expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { createAuthenticator } from '../../src/services/access/authenticate.ts';
import { createGroupCommit } from '../../src/services/event/group-commit.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();

const up = { name: 'database', isEssential: true, probe: () => Promise.resolve() };
const temporalDown = { name: 'temporal', isEssential: false, probe: () => Promise.reject(new Error('away')) };
const databaseDown = { ...up, probe: () => Promise.reject(new Error('away')) };

async function readiness(...checks: readonly (typeof up)[]) {
  const response = await createApp({ ...api().deps, readiness: checks }).request('/readyz');
  return { status: response.status, body: await response.json() };
}

it('is alive', async () => {
  expect(await api().send('GET', '/healthz', { key: null })).toMatchObject({
    status: 200,
    body: { status: 'alive' },
  });
});

it('says what is degraded, and is unavailable only without what is essential', async () => {
  expect(await readiness(up)).toEqual({ status: 200, body: { status: 'ready', checks: { database: 'up' } } });
  expect(await readiness(up, temporalDown)).toEqual({
    status: 200,
    body: { status: 'degraded', checks: { database: 'up', temporal: 'down' } },
  });
  expect(await readiness(databaseDown, temporalDown)).toMatchObject({
    status: 503,
    body: { status: 'unavailable' },
  });
});

it('answers 503 with Retry-After when more events wait than it takes', async () => {
  const app = createApp({ ...api().deps, recordEvents: createGroupCommit({ eventsWaitingMax: 0 }) });
  const response = await app.request('/v1/events', {
    method: 'POST',
    headers: { Authorization: `Bearer ${api().key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      id: 'one-too-many',
      type: 'visit',
      member: { externalId: 'ann' },
      occurredAt: '2026-11-22T10:00:00Z',
      data: {},
    }),
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toBe('2');
  expect(problemOutput.parse(await response.json())).toMatchObject({
    code: 'unavailable',
    detail: 'Too many events are waiting.',
  });
});

it('answers 503 with Retry-After when the database is away', async () => {
  const nowhere = openDatabase('postgres://nobody@127.0.0.1:1/none');
  const app = createApp({ ...api().deps, db: nowhere, authenticate: createAuthenticator(nowhere) });
  const response = await app.request('/v1/events', {
    method: 'POST',
    headers: { Authorization: `Bearer ${api().key}`, 'Content-Type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('Retry-After')).toMatch(/^\d+$/);
  expect(problemOutput.parse(await response.json()).code).toBe('unavailable');
  await nowhere.destroy();
});

it('answers 500 without a word about the cause, and logs the cause without its words', async () => {
  const app = createApp({
    ...api().deps,
    authenticate: () => Promise.reject(new TypeError('ann@example.com is not a function')),
  });
  const response = await app.request('/v1/events', { headers: { Authorization: `Bearer ${api().key}` } });
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).not.toContain('ann@example.com');
  expect(text).not.toContain('.ts');
  const line = api().logged.find((one) => one.includes('request failed'));
  expect(line).toContain('TypeError');
  expect(line).not.toContain('ann@example.com');
});

it('keeps a good request id, replaces a bad one, and logs patterns instead of paths', async () => {
  const kept = await api().send('GET', '/problems/internal', {
    key: null,
    headers: { 'X-Request-Id': 'till-7' },
  });
  expect(kept.headers.get('X-Request-Id')).toBe('till-7');
  const replaced = await api().send('GET', '/healthz', { key: null, headers: { 'X-Request-Id': 'a b' } });
  expect(replaced.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/);
  const line = api().logged.find((one) => one.includes('till-7')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ route: '/problems/:code', status: 200, method: 'GET' });
});

it('nothing may be kept, framed or guessed', async () => {
  const { headers } = await api().send('GET', '/healthz', { key: null });
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  expect(headers.get('Referrer-Policy')).toBe('no-referrer');
});

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/api/create-app.ts';
import { serveApi } from '../../src/api/server.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import { newKeyText, formatKeyText } from '../../src/services/access/key-text.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const NOBODY = 'mem_00000000-0000-7000-8000-000000000000';

let app: ReturnType<typeof createApp>;

/** Ten times as much in a window: 3 reads, 2 changes, 1,000 events (a whole batch), 2 strangers. */
beforeEach(() => {
  const rateLimits = {
    readsPerSecond: 0.3,
    changesPerSecond: 0.2,
    eventsPerSecond: 0.1,
    strangersPerSecond: 0.2,
  };
  app = createApp({ ...api().deps, rateLimits });
});

interface Asked {
  readonly key?: string | null;
  readonly from?: string;
  readonly body?: unknown;
}

async function ask(
  method: string,
  path: string,
  { key = api().key, from = '203.0.113.7', body }: Asked = {},
): Promise<Response> {
  const headers = {
    'Content-Type': 'application/json',
    ...(key !== null && { Authorization: `Bearer ${key}` }),
  };
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return app.request(path, init, { incoming: { socket: { remoteAddress: from } } });
}

async function statuses(times: number, one: () => Promise<Response>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let n = 0; n < times; n += 1) found.push((await one()).status);
  return found;
}

function read(): Promise<Response> {
  return ask('GET', `/v1/members/${NOBODY}`);
}

function guess(asked: Asked = {}): Promise<Response> {
  return ask('GET', `/v1/members/${NOBODY}`, { key: formatKeyText(newKeyText()), ...asked });
}

describe('an API key', () => {
  it('is told what is left, and refused when nothing is', async () => {
    const first = await read();
    expect(first.headers.get('RateLimit-Policy')).toBe('"reads";q=3;w=10');
    expect(first.headers.get('RateLimit')).toBe('"reads";r=2;t=10');
    expect(await statuses(3, read)).toEqual([404, 404, 429]);
    const refused = await read();
    expect(await refused.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
    expect(refused.headers.get('RateLimit')).toMatch(/^"reads";r=0;t=\d+$/);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('has an allowance for each kind of request', async () => {
    expect(await statuses(4, read)).toContain(429);
    expect(await statuses(3, () => ask('POST', '/v1/sending/pause'))).toEqual([200, 200, 429]);
    expect((await ask('POST', '/v1/events', { body: {} })).status).toBe(422);
  });

  it('pays for each event of a batch', async () => {
    const batch = (length: number) =>
      ask('POST', '/v1/events/batch', { body: Array.from({ length }, () => ({})) });
    const first = await batch(999);
    expect(first.headers.get('RateLimit')).toMatch(/^"events";r=1;t=/);
    expect((await batch(2)).status).toBe(429);
    expect((await ask('POST', '/v1/events', { body: {} })).status).toBe(429);
  });

  it('that is refused takes nothing from another', async () => {
    expect(await statuses(4, read)).toContain(429);
    const created = await createApiKey(api().ctx, {
      programId: 'corner-shop',
      source: 'crm',
      expiresAt: null,
    });
    const { key } = valueOf(created);
    expect((await ask('GET', `/v1/members/${NOBODY}`, { key })).status).toBe(404);
  });
});

describe('an address without a valid key', () => {
  it('is not listened to any more after a few tries, and others are', async () => {
    expect(await statuses(4, guess)).toEqual([401, 401, 429, 429]);
    expect((await guess({ from: '198.51.100.1' })).status).toBe(401);
    const { headers } = await ask('GET', `/v1/members/${NOBODY}`, { key: null });
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('does not shut out a key that was valid before', async () => {
    expect((await ask('POST', '/v1/sending/pause')).status).toBe(200);
    expect(await statuses(3, guess)).toEqual([401, 401, 429]);
    expect((await ask('POST', '/v1/sending/pause')).status).toBe(200);
  });

  it('is the peer of the connection, whatever the request says of itself', async () => {
    const server = await serveApi(app.fetch, { port: 0, host: '127.0.0.1' });
    onTestFinished(server.close);
    let sent = 0;
    const knock = () => {
      sent += 1;
      const headers = { 'X-Forwarded-For': `198.51.100.${sent}` };
      return fetch(`http://127.0.0.1:${server.port}/v1/members/${NOBODY}`, { headers });
    };
    expect(await statuses(4, knock)).toEqual([401, 401, 429, 429]);
    expect((await guess({ from: '127.0.0.1' })).status).toBe(429);
    expect((await guess({ from: '198.51.100.1' })).status).toBe(401);
  });

  it('does not keep anybody from what is public', async () => {
    expect(await statuses(3, guess)).toContain(429);
    expect((await ask('GET', '/healthz', { key: null })).status).toBe(200);
  });
});

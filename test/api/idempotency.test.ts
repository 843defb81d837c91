import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.ts';
import { memberOutput } from '../../src/schemas/http/member.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';
import type { Answered } from './api-under-test.ts';

const api = withApi();

const consent = { state: 'given', topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '1' };

function post(path: string, body: unknown, key: string, apiKey = api().key): Promise<Answered> {
  return api().send('POST', path, { body, key: apiKey, headers: { 'Idempotency-Key': key } });
}

async function enrolled(externalId: string): Promise<string> {
  return memberOutput.parse((await post('/v1/members', { externalId }, randomUUID())).body).id;
}

async function keyOf(source: string): Promise<string> {
  return valueOf(await createApiKey(api().ctx, { programId: 'corner-shop', source, expiresAt: null })).key;
}

async function consentsLogged(): Promise<number> {
  const query = api().deps.db.selectFrom('member_event').select('seq').where('type', '=', 'consent_given');
  return (await query.execute()).length;
}

function codeIn({ body }: Answered): string {
  return problemOutput.parse(body).code;
}

describe('a request that is sent again with its key', () => {
  it('gets the first answer, with what its headers said, and has no second effect', async () => {
    const first = await post('/v1/members', { externalId: 'ann' }, '"k-ann"');
    const again = await post('/v1/members', { externalId: 'ann' }, 'k-ann');
    expect(first.status).toBe(201);
    expect(first.headers.has('Idempotency-Replayed')).toBe(false);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    for (const name of ['Location', 'ETag', 'Content-Type']) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(again.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
  });

  it('is the same request however its JSON is written', async () => {
    await post('/v1/members', { externalId: 'bea', locale: 'de' }, 'k-bea');
    const again = await post('/v1/members', '{ "locale": "de",\n "externalId": "bea" }', 'k-bea');
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it('is answered the same when it was refused', async () => {
    const path = `/v1/members/mem_${randomUUID()}/consents`;
    const first = await post(path, consent, 'k-nobody');
    const again = await post(path, consent, 'k-nobody');
    expect(codeIn(first)).toBe('unknown_member');
    expect(again).toMatchObject({ status: 404, body: first.body });
    expect(again.headers.get('Content-Type')).toBe('application/problem+json');
  });

  it('has one effect when a hundred come at once', async () => {
    const path = `/v1/members/${await enrolled('cid')}/consents`;
    const before = await consentsLogged();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(path, consent, 'k-hundred')));
    expect(await consentsLogged()).toBe(before + 1);
    const done = answers.filter(({ status }) => status === 200);
    const waiting = answers.filter(({ status }) => status !== 200);
    expect(done.filter(({ headers }) => !headers.has('Idempotency-Replayed'))).toHaveLength(1);
    expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(new Set(waiting.map(codeIn))).toEqual(new Set(['request_in_progress']));
    expect(waiting.map(({ headers }) => headers.get('Retry-After'))).toEqual(waiting.map(() => '1'));
  });
});

const EVERY_CHANGE: readonly [path: string, body: unknown][] = [
  ['/v1/members', { externalId: 'every' }],
  ['/v1/journeys/apology/runs', { requestId: 'every', member: { externalId: 'ann' } }],
  ['/v1/journeys/apology/pause', undefined],
  ['/v1/journeys/apology/resume', { onResume: 'run' }],
  ['/v1/journeys/welcome/stop', undefined],
  ['/v1/sending/pause', undefined],
  ['/v1/sending/resume', undefined],
];

it.each(EVERY_CHANGE)('%s is done inside the transaction that keeps its answer', async (path, body) => {
  const key = randomUUID();
  const first = await post(path, body, key);
  expect(first.status).toBeLessThan(300);
  const again = await post(path, body, key);
  expect(again).toMatchObject({ status: first.status, body: first.body });
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
});

describe('a key', () => {
  it('is for one request: body, path and method', async () => {
    const [one, other] = [await enrolled('dan'), await enrolled('eve')];
    expect((await post(`/v1/members/${one}/consents`, consent, 'k-one')).status).toBe(200);
    const withdrawn = { state: 'withdrawn', topic: 'offers', channel: 'email', basis: 'checkbox' };
    const reused = [
      await post(`/v1/members/${one}/consents`, withdrawn, 'k-one'),
      await post(`/v1/members/${other}/consents`, consent, 'k-one'),
    ];
    expect(reused.map(codeIn)).toEqual(['idempotency_key_reused', 'idempotency_key_reused']);
    expect(reused.map(({ status }) => status)).toEqual([422, 422]);
  });

  it('is its source’s own, and outlives the API key', async () => {
    await post('/v1/members', { externalId: 'fay' }, 'k-shared');
    const rotated = await post('/v1/members', { externalId: 'fay' }, 'k-shared', await keyOf('till'));
    expect(rotated.headers.get('Idempotency-Replayed')).toBe('true');
    const foreign = await post('/v1/members', { externalId: 'gus' }, 'k-shared', await keyOf('crm'));
    expect(foreign.status).toBe(201);
  });

  it('is needed where nothing else tells two requests apart', async () => {
    const answer = await api().send('POST', `/v1/members/${await enrolled('hal')}/consents`, {
      body: consent,
    });
    expect(answer.status).toBe(400);
    expect(codeIn(answer)).toBe('idempotency_key_missing');
  });

  it('has to be one key', async () => {
    for (const key of ['""', 'two words', '"a", "b"', 'x'.repeat(256)]) {
      const answer = await post('/v1/members', { externalId: 'ida' }, key);
      expect({ key, status: answer.status, code: codeIn(answer) }).toEqual({
        key,
        status: 400,
        code: 'idempotency_key_malformed',
      });
    }
    expect((await api().send('GET', '/v1/members?externalId=ida')).status).toBe(404);
  });

  it('is not used up by a body that cannot be read', async () => {
    expect(codeIn(await post('/v1/members', '{', 'k-broken'))).toBe('malformed_json');
    expect((await post('/v1/members', { externalId: 'jon' }, 'k-broken')).status).toBe(201);
  });

  it('is free again after a failure of ours', async () => {
    const broken = { ...api().deps.definitions, current: () => Promise.reject(new Error('a bug')) };
    const app = createApp({ ...api().deps, definitions: broken });
    const failed = await app.request('/v1/members', {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${api().key}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': 'k-failed',
      },
      body: JSON.stringify({ externalId: 'kim' }),
    });
    expect(failed.status).toBe(500);
    const again = await post('/v1/members', { externalId: 'kim' }, 'k-failed');
    expect(again.status).toBe(201);
    expect(again.headers.has('Idempotency-Replayed')).toBe(false);
  });
});

it('what follows a change is done behind its commit: a stopped journey has everybody looked at', async () => {
  await enrolled('lea');
  await api().deps.db.updateTable('lifecycle').set({ needs_advance_since: null }).execute();
  const stopped = await post('/v1/journeys/apology/stop', undefined, 'k-stop');
  expect(stopped.body).toMatchObject({ state: 'stopped' });
  const unmarked = api()
    .deps.db.selectFrom('lifecycle')
    .select('member_id')
    .where('needs_advance_since', 'is', null);
  expect(await unmarked.execute()).toEqual([]);
});

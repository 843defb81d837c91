import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { balancesOutput } from '../../src/schemas/http/balance.ts';
import { consentsOutput } from '../../src/schemas/http/consent.ts';
import { ledgerOutput } from '../../src/schemas/http/ledger.ts';
import { timelineOutput } from '../../src/schemas/http/logged-event.ts';
import { memberOutput } from '../../src/schemas/http/member.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { runsOutput } from '../../src/schemas/http/run.ts';
import { withApi } from './api-under-test.ts';
import type { Answered } from './api-under-test.ts';

const api = withApi();
const NOBODY = 'mem_00000000-0000-7000-8000-000000000000';

async function enrol(externalId: string, rest: object = {}): Promise<string> {
  const { status, body } = await api().send('POST', '/v1/members', { body: { externalId, ...rest } });
  expect(status).toBe(201);
  return memberOutput.parse(body).id;
}

async function codeOf(method: string, path: string, body?: unknown, headers = {}): Promise<string> {
  const answer = await api().send(method, path, { body, headers });
  return problemOutput.parse(answer.body).code;
}

async function buy(member: string, id: string, amountMinor: number): Promise<void> {
  const data = { orderId: id, total: { amountMinor, currency: 'EUR' } };
  const event = { id, type: 'purchase', member: { id: member }, occurredAt: '2026-11-22T09:00:00Z', data };
  expect((await api().send('POST', '/v1/events', { body: event })).status).toBe(200);
}

describe('enrolling', () => {
  const ann = {
    externalId: 'ann',
    email: 'ann@example.com',
    phone: '+493012345678',
    timezone: 'Europe/Berlin',
    locale: 'DE-de',
    attributes: { favouriteStore: 'Mitte', newsletter: true },
    enrolledAt: '2025-01-01T00:00:00Z',
    consents: [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '2026-01' }],
  };

  it('answers the member, and where to find them', async () => {
    const { status, headers, body } = await api().send('POST', '/v1/members', { body: ann });
    const member = memberOutput.parse(body);
    expect(status).toBe(201);
    expect(headers.get('Location')).toBe(`/v1/members/${member.id}`);
    expect(headers.get('ETag')).toBe('"1"');
    expect(member).toMatchObject({
      externalId: 'ann',
      email: 'ann@example.com',
      timezone: 'Europe/Berlin',
      locale: 'de-DE',
      attributes: { favouriteStore: 'Mitte', newsletter: true },
      enrolledAt: '2025-01-01T00:00:00.000Z',
      consents: [{ topic: 'offers', channel: 'email', given: true }],
    });
    const found = await api().send('GET', '/v1/members?externalId=ann');
    expect(found.body).toEqual(body);
    expect((await api().send('GET', `/v1/members/${member.id}`)).body).toEqual(body);
  });

  it.each([
    ['member_exists', { externalId: 'ann' }],
    ['invalid_input', { externalId: '' }],
    ['invalid_input', { externalId: 'a\u0000' }],
    ['invalid_input', { externalId: 'x', email: 'not an address' }],
    ['invalid_input', { externalId: 'x', email: 'a@example.com\r\nBcc: b@example.com' }],
    ['invalid_input', { externalId: 'x', phone: '030 123' }],
    ['invalid_input', { externalId: 'x', timezone: 'Europe/Atlantis' }],
    ['invalid_input', { externalId: 'x', timezone: '+01:00' }],
    ['invalid_input', { externalId: 'x', locale: 'not_a_locale!' }],
    ['invalid_input', { externalId: 'x', enrolledAt: '0000-06-01T00:00:00Z' }],
    ['occurred_in_future', { externalId: 'x', enrolledAt: '2030-01-01T00:00:00Z' }],
    ['unknown_attribute', { externalId: 'x', attributes: { shoeSize: 43 } }],
    ['invalid_input', { externalId: 'x', attributes: { newsletter: 'yes' } }],
    ['unknown_topic', { externalId: 'x', consents: [{ ...ann.consents[0], topic: 'news' }] }],
    ['invalid_input', { externalId: 'x', consents: [{ topic: 'offers' }] }],
    ['invalid_input', { externalId: 'x', nickname: 'x' }],
  ])('refuses %s and enrols nobody: %j', async (code, body) => {
    expect(await codeOf('POST', '/v1/members', body)).toBe(code);
    expect(await codeOf('GET', '/v1/members?externalId=x')).toBe('unknown_member');
  });
});

describe('changing a profile', () => {
  it('changes what is named, takes away what is null, and leaves the rest', async () => {
    const id = await enrol('change-1', { email: 'a@example.com', attributes: { favouriteStore: 'Mitte' } });
    const changed = await api().send('PATCH', `/v1/members/${id}`, {
      body: { email: null, phone: '+493012345678', attributes: { favouriteStore: null, newsletter: false } },
    });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('ETag')).toBe('"2"');
    expect(memberOutput.parse(changed.body)).toMatchObject({
      email: null,
      phone: '+493012345678',
      attributes: { newsletter: false },
    });
    expect(memberOutput.parse(changed.body).attributes).not.toHaveProperty('favouriteStore');
  });

  it('never overwrites what somebody else changed in the meantime', async () => {
    const id = await enrol('change-2');
    const change = (locale: string, tag: string) =>
      api().send('PATCH', `/v1/members/${id}`, { body: { locale }, headers: { 'If-Match': tag } });
    expect((await change('de', '"1"')).status).toBe(200);
    const late = await change('fr', '"1"');
    expect(problemOutput.parse(late.body)).toMatchObject({ status: 412, code: 'version_conflict' });
    expect((await change('fr', 'W/"2"')).status).toBe(412);
    expect((await change('fr', '*')).status).toBe(200);
  });

  it('refuses unknown members, attributes and fields', async () => {
    const id = await enrol('change-3');
    expect(await codeOf('PATCH', `/v1/members/${NOBODY}`, {})).toBe('unknown_member');
    expect(await codeOf('PATCH', '/v1/members/nonsense', {})).toBe('invalid_input');
    expect(await codeOf('PATCH', `/v1/members/${id}`, { attributes: { shoeSize: 43 } })).toBe(
      'unknown_attribute',
    );
    expect(await codeOf('PATCH', `/v1/members/${id}`, { externalId: 'other' })).toBe('invalid_input');
  });
});

function say(id: string, body: object): Promise<Answered> {
  const headers = { 'Idempotency-Key': randomUUID() };
  return api().send('POST', `/v1/members/${id}/consents`, { body, headers });
}

describe('consents', () => {
  it('are given and withdrawn, and the latest word counts', async () => {
    const id = await enrol('consent-1');
    const word = { topic: 'offers', channel: 'email', basis: 'checkbox' };
    const given = await say(id, { ...word, state: 'given', textVersion: '2026-01' });
    expect(consentsOutput.parse(given.body).consents).toMatchObject([{ topic: 'offers', given: true }]);
    api().pass(1_000);
    const withdrawn = await say(id, { ...word, state: 'withdrawn' });
    expect(consentsOutput.parse(withdrawn.body).consents).toMatchObject([{ topic: 'offers', given: false }]);
  });

  it('name the place at fault in the body that was sent', async () => {
    const id = await enrol('consent-2');
    const body = { state: 'given', topic: 'news', channel: 'email', basis: 'checkbox', textVersion: '1' };
    const answer = await say(id, body);
    expect(problemOutput.parse(answer.body)).toMatchObject({
      code: 'unknown_topic',
      errors: [{ pointer: '/topic' }],
    });
    const unknown = await say(NOBODY, { ...body, topic: 'offers' });
    expect(problemOutput.parse(unknown.body)).not.toHaveProperty('errors');
    const incomplete = await say(id, { ...body, textVersion: undefined });
    expect(problemOutput.parse(incomplete.body).code).toBe('invalid_input');
  });
});

describe('reading', () => {
  it('balances show every wallet of the program', async () => {
    const id = await enrol('read-1');
    await buy(id, 'read-1', 500);
    const { body } = await api().send('GET', `/v1/members/${id}/balances`);
    expect(balancesOutput.parse(body).balances).toMatchObject({
      beans: { active: 5, lifetime: 5 },
      status: { active: 0, lifetime: 0 },
    });
  });

  it('the ledger shows balanced transactions with their lots and the event that caused them', async () => {
    const id = await enrol('read-2');
    await buy(id, 'read-2', 500);
    const { body } = await api().send('GET', `/v1/members/${id}/ledger`);
    const [award] = ledgerOutput.parse(body).items;
    expect(award).toMatchObject({ kind: 'award', effectiveAt: '2026-11-22T09:00:00.000Z' });
    expect(award?.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(award?.lots).toMatchObject([{ earned: 5, remaining: 5, vested: true }]);
    expect(award?.event).toMatch(/^evt_/);
  });

  it('pages of a log hold each event once, latest first, and end', async () => {
    const id = await enrol('read-3');
    for (let n = 0; n < 4; n += 1) await buy(id, `read-3-${n}`, 100);
    const whole = timelineOutput.parse((await api().send('GET', `/v1/members/${id}/timeline`)).body);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`;
      const page = timelineOutput.parse((await api().send('GET', `/v1/members/${id}/timeline${query}`)).body);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(whole.items);
    const numbers = whole.items.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => numbers.length - index));
  });

  it('pages of a journal hold each transaction once', async () => {
    const id = await enrol('read-4');
    for (let n = 0; n < 3; n += 1) await buy(id, `read-4-${n}`, 100);
    const first = ledgerOutput.parse((await api().send('GET', `/v1/members/${id}/ledger?limit=2`)).body);
    const rest = await api().send('GET', `/v1/members/${id}/ledger?limit=2&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...ledgerOutput.parse(rest.body).items].map((item) => item.id);
    expect(new Set(ids).size).toBe(3);
    expect(ledgerOutput.parse(rest.body).nextCursor).toBeNull();
  });

  it('runs are a page, empty before any journey', async () => {
    const id = await enrol('read-5');
    const { body } = await api().send('GET', `/v1/members/${id}/runs`);
    expect(runsOutput.parse(body)).toEqual({ items: [], nextCursor: null });
  });

  it.each(['balances', 'ledger', 'timeline', 'runs'])('%s of nobody is 404', async (part) => {
    expect(await codeOf('GET', `/v1/members/${NOBODY}/${part}`)).toBe('unknown_member');
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'cursor=nonsense',
    'cursor=bnVsbA',
    'colour=red',
    'limit=1&limit=2',
  ])('refuses ?%s', async (query) => {
    const id = (await api().send('GET', '/v1/members?externalId=read-5')).body;
    const path = `/v1/members/${z.object({ id: z.string() }).parse(id).id}`;
    for (const part of ['timeline', 'ledger', 'runs']) {
      expect(await codeOf('GET', `${path}/${part}?${query}`)).toBe('invalid_input');
    }
  });
});

it('no address of a member reaches the log or the events', async () => {
  const id = await enrol('canary', { email: 'canary-7731@example.com', phone: '+4977317731' });
  await api().send('PATCH', `/v1/members/${id}`, { body: { email: 'canary-7732@example.com' } });
  await api().send('GET', '/v1/members?externalId=canary-7733');
  const rows = await api().deps.db.selectFrom('member_event').selectAll().execute();
  const everything = JSON.stringify(rows) + api().logged.join('');
  expect(everything).not.toMatch(/canary-773|77317731/);
});

import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { readFacts } from '../../src/schemas/stored/lifecycle.ts';
import { hashSecret, newSecret } from '../../src/services/access/secret.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { newUuid } from '../../src/services/new-uuid.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
let memberId: Uuid;
let token: string;

beforeAll(async () => {
  const enrolled = await enrolMember(api().ctx, 'corner-shop', { externalId: 'ann' });
  ({ memberId } = valueOf(enrolled));
});

beforeEach(async () => {
  await giveConsent();
  token = await sendMessage();
});

async function giveConsent(): Promise<void> {
  api().pass(1_000);
  const now = api().deps.clock.now();
  await recordEvents({ ...api().ctx, now }, 'corner-shop', [
    {
      externalId: newUuid(now),
      source: 'test',
      type: 'consent_given',
      member: { id: memberId },
      occurredAt: now,
      data: { topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '1' },
    },
  ]);
  api().pass(1_000);
}

/** A message as it stands after it was claimed; answers the token in its link. */
async function sendMessage(): Promise<string> {
  const { db } = api().deps;
  const now = api().deps.clock.now();
  const messageId = newUuid(now);
  await db
    .insertInto('message')
    .values({
      id: messageId,
      program_id: 'corner-shop',
      member_id: memberId,
      run_id: newUuid(now),
      journey_id: 'winback',
      node: 'offer',
      channel: 'email',
      template: 'offer',
      class: 'marketing',
      topic: 'offers',
      content: '{}',
      planned_at: new Date(now),
    })
    .execute();
  const secret = newSecret();
  await db
    .insertInto('unsubscribe_token')
    .values({
      token_hash: hashSecret(secret),
      member_id: memberId,
      message_id: messageId,
      topic: 'offers',
      channel: 'email',
      created_at: new Date(now),
    })
    .execute();
  return secret;
}

async function hasConsent(): Promise<boolean | undefined> {
  const row = await api().deps.db.selectFrom('member_facts').select('facts').executeTakeFirstOrThrow();
  return readFacts(row.facts).consents['offers/email']?.given;
}

async function withdrawals(): Promise<readonly unknown[]> {
  const rows = await api()
    .deps.db.selectFrom('member_event')
    .select('data')
    .where('type', '=', 'consent_withdrawn')
    .execute();
  return rows.map((row) => row.data);
}

const oneClick = {
  key: null,
  body: 'List-Unsubscribe=One-Click',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
};

it('looking at the link changes nothing, for scanners of mail follow links', async () => {
  const { status, body } = await api().send('GET', `/u/${token}`, { key: null });
  expect(status).toBe(200);
  expect(body).toContain('<form method="post">');
  expect(body).toContain('offers');
  expect(await hasConsent()).toBe(true);
});

it('one click withdraws the consent at once, without key, cookie or redirect (RFC 8058)', async () => {
  const answer = await api().send('POST', `/u/${token}`, oneClick);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Location')).toBeNull();
  expect(answer.headers.get('Set-Cookie')).toBeNull();
  expect(await hasConsent()).toBe(false);
  expect((await withdrawals()).at(-1)).toMatchObject({
    topic: 'offers',
    channel: 'email',
    basis: 'unsubscribe',
  });
});

it('a second click changes nothing, and says the same', async () => {
  const first = await api().send('POST', `/u/${token}`, { key: null });
  const before = await withdrawals();
  const second = await api().send('POST', `/u/${token}`, { key: null });
  expect(second.body).toBe(first.body);
  expect(await withdrawals()).toEqual(before);
  expect((await api().send('GET', `/u/${token}`, { key: null })).body).not.toContain('<form');
});

it('an old link works again after the consent was given anew', async () => {
  await api().send('POST', `/u/${token}`, oneClick);
  await giveConsent();
  expect(await hasConsent()).toBe(true);
  await api().send('POST', `/u/${token}`, oneClick);
  expect(await hasConsent()).toBe(false);
});

it('an unknown link is a friendly page, and tells nothing', async () => {
  for (const method of ['GET', 'POST']) {
    const answer = await api().send(method, `/u/${newSecret()}`, { key: null });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Content-Type')).toContain('text/html');
    expect(answer.body).toContain('This link does not work');
  }
});

it('the page runs no script, loads nothing, is not kept, and leaks no address of its own', async () => {
  const { headers, body } = await api().send('GET', `/u/${token}`, { key: null });
  const policy = headers.get('Content-Security-Policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
  expect(headers.get('Cache-Control')).toBe('no-store');
  expect(headers.get('Referrer-Policy')).toBe('no-referrer');
  expect(body).not.toMatch(/<script|src=|href=|https?:/);
  expect(api().logged.some((line) => line.includes(token))).toBe(false);
});

it('keeps only the hash of a token', async () => {
  const rows = await api().deps.db.selectFrom('unsubscribe_token').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

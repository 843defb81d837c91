import { beforeAll, describe, expect, it } from 'vitest';
import { journeyOutput, runRequestedOutput } from '../../src/schemas/http/journey.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const member = { externalId: 'ann' };

beforeAll(async () => {
  valueOf(await enrolMember(api().ctx, 'corner-shop', member));
});

function enter(journey: string, body: unknown) {
  return api().send('POST', `/v1/journeys/${journey}/runs`, { body });
}

async function requestsLogged(): Promise<number> {
  const rows = await api()
    .deps.db.selectFrom('member_event')
    .select('seq')
    .where('type', '=', 'run_requested')
    .execute();
  return rows.length;
}

describe('entering by request', () => {
  it('records the request once, however often it is sent', async () => {
    const request = { requestId: 'c-1', member, data: { orderId: '4711' } };
    const first = await enter('apology', request);
    const again = await enter('apology', request);
    expect(first.status).toBe(202);
    expect(runRequestedOutput.parse(first.body).status).toBe('recorded');
    expect(again.body).toEqual({ ...runRequestedOutput.parse(first.body), status: 'duplicate' });
    expect(await requestsLogged()).toBe(1);
  });

  it('marks the member, so that the journey looks at the request', async () => {
    await enter('apology', { requestId: 'c-2', member });
    const row = await api().deps.db.selectFrom('lifecycle').select('needs_advance_since').executeTakeFirst();
    expect(row?.needs_advance_since).not.toBeNull();
  });

  it.each([
    ['unknown_journey', 'no-such-journey', { requestId: 'd-1', member }],
    ['journey_not_enterable', 'welcome', { requestId: 'd-2', member }],
    ['unknown_member', 'apology', { requestId: 'd-3', member: { externalId: 'nobody' } }],
    ['key_conflict', 'apology', { requestId: 'c-1', member, data: { orderId: 'other' } }],
    ['invalid_input', 'apology', { member }],
    ['invalid_input', 'Not-Kebab', { requestId: 'd-4', member }],
  ])('refuses %s and records nothing', async (code, journey, body) => {
    const before = await requestsLogged();
    expect(problemOutput.parse((await enter(journey, body)).body).code).toBe(code);
    expect(await requestsLogged()).toBe(before);
  });
});

async function press(path: string, body?: unknown): Promise<unknown> {
  return (await api().send('POST', `/v1/journeys/apology/${path}`, { body })).body;
}

describe('the stop buttons', () => {
  it('pause, resume and stop, each safe to press twice', async () => {
    const paused = journeyOutput.parse(await press('pause'));
    expect(paused).toMatchObject({ id: 'apology', version: 1, state: 'paused' });
    api().pass(60_000);
    expect(await press('pause')).toEqual(paused);
    const refused = await enter('apology', { requestId: 'e-1', member });
    expect(problemOutput.parse(refused.body).code).toBe('journey_not_enterable');

    expect(await press('resume', { onResume: 'run' })).toMatchObject({ state: 'running' });
    expect((await enter('apology', { requestId: 'e-1', member })).status).toBe(202);

    expect(await press('stop')).toMatchObject({ state: 'stopped' });
    expect(await press('stop')).toMatchObject({ state: 'stopped' });
    expect(problemOutput.parse(await press('resume', { onResume: 'run' })).code).toBe('journey_stopped');
  });

  it('a resume has to say what becomes of what fell due', async () => {
    expect(problemOutput.parse(await press('resume', {})).errors?.[0]?.pointer).toBe('/onResume');
  });

  it('hold and release everything that leaves the house', async () => {
    const paused = await api().send('POST', '/v1/sending/pause');
    expect(paused.body).toEqual({ pausedAt: expect.stringMatching(/^2026-11-22T10:/) });
    expect((await api().send('POST', '/v1/sending/resume')).body).toEqual({ pausedAt: null });
  });
});

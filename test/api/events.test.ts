import { beforeAll, describe, expect, it } from 'vitest';
import { answerOutput } from '../../src/schemas/http/answer.ts';
import { batchOutput } from '../../src/schemas/http/event.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();

beforeAll(async () => {
  for (const externalId of ['ann', 'bob', 'cem', 'dee']) {
    valueOf(await enrolMember(api().ctx, 'corner-shop', { externalId }));
  }
});

function purchase(id: string, member: string, amountMinor: number, currency = 'EUR') {
  const data = { orderId: id, total: { amountMinor, currency } };
  return {
    id,
    type: 'purchase',
    member: { externalId: member },
    occurredAt: '2026-11-22T09:30:00+01:00',
    data,
  };
}

function visit(id: string, data: unknown) {
  return { id, type: 'store_visit', member: { externalId: 'bob' }, occurredAt: '2026-11-22T09:00:00Z', data };
}

async function countsOf(member: string): Promise<number> {
  const rows = await api()
    .deps.db.selectFrom('member_event as e')
    .innerJoin('member as m', 'm.id', 'e.member_id')
    .select(({ fn }) => fn.countAll<number>().as('events'))
    .where('m.external_id', '=', member)
    .execute();
  return rows[0]?.events ?? 0;
}

describe('one event', () => {
  it('answers points, balances, tier and reasons', async () => {
    const { status, body } = await api().send('POST', '/v1/events', { body: purchase('o-1', 'ann', 1250) });
    expect(status).toBe(200);
    expect(answerOutput.parse(body)).toMatchObject({
      status: 'recorded',
      points: { beans: 12 },
      balances: { beans: { active: 12, pending: 0, held: 0, debt: 0, lifetime: 12 } },
      tier: null,
      reasons: [{ rule: 'base', wallet: 'beans', points: 12, because: 'awarded' }],
    });
  });

  it('gives the first answer to the same event again, whatever happened since', async () => {
    const first = await api().send('POST', '/v1/events', { body: purchase('o-2', 'ann', 300) });
    await api().send('POST', '/v1/events', { body: purchase('o-3', 'ann', 5_000) });
    const again = await api().send('POST', '/v1/events', { body: purchase('o-2', 'ann', 300) });
    expect(again.status).toBe(200);
    expect(answerOutput.parse(again.body)).toEqual({
      ...answerOutput.parse(first.body),
      status: 'duplicate',
    });
  });

  it('refuses other content under the same id, and writes nothing', async () => {
    await api().send('POST', '/v1/events', { body: purchase('o-4', 'dee', 300) });
    const before = await countsOf('dee');
    const other = await api().send('POST', '/v1/events', { body: purchase('o-4', 'dee', 301) });
    expect(problemOutput.parse(other.body)).toMatchObject({ status: 409, code: 'key_conflict' });
    expect(await countsOf('dee')).toBe(before);
  });

  it.each([
    ['unknown_member', purchase('p-1', 'nobody', 100)],
    ['invalid_input', purchase('p-2', 'dee', -100)],
    ['invalid_input', purchase('p-3', 'dee', 0.5)],
    ['invalid_input', purchase('p-4', 'dee', 2 ** 53)],
    ['wrong_currency', purchase('p-5', 'dee', 100, 'USD')],
    ['occurred_in_future', { ...purchase('p-6', 'dee', 100), occurredAt: '2026-11-23T10:00:00Z' }],
    ['occurred_too_early', { ...purchase('p-7', 'dee', 100), occurredAt: '2026-01-01T00:00:00Z' }],
    ['invalid_input', { ...purchase('p-8', 'dee', 100), occurredAt: '10000-01-01T00:00:00Z' }],
    ['invalid_input', { ...purchase('p-9', 'dee', 100), occurredAt: '0000-01-01T00:00:00Z' }],
    ['reserved_type', { ...purchase('p-10', 'dee', 100), type: 'points_earned' }],
    ['reserved_type', { ...purchase('p-11', 'dee', 100), type: 'run_requested' }],
    ['unknown_topic', { ...visit('p-12', { topic: 'news', channel: 'email' }), type: 'consent_given' }],
    ['invalid_input', { ...visit('p-13', { messageId: 'msg_nonsense' }), type: 'message_clicked' }],
    ['foreign_source', { ...purchase('p-14', 'dee', 100), source: 'crm' }],
  ])('refuses %s and writes nothing: %j', async (code, event) => {
    const before = await countsOf('dee');
    const { body } = await api().send('POST', '/v1/events', { body: event });
    expect(problemOutput.parse(body).code).toBe(code);
    expect(await countsOf('dee')).toBe(before);
  });
});

describe('poison', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);

  it.each([
    ['a NUL character', JSON.stringify(visit('q-1', { note: 'a\0b' }))],
    ['a NUL character in a name', JSON.stringify(visit('q-2', { 'a\0b': 1 }))],
    ['an unpaired surrogate', JSON.stringify(visit('q-3', { note: '\ud800' }))],
    ['a number beyond 2^53', JSON.stringify(visit('q-4', { n: 2 ** 53 }))],
    ['a number that overflows', JSON.stringify(visit('q-5', {})).replace('{}', '{"n":1e999}')],
    ['the name __proto__', JSON.stringify(visit('q-6', {})).replace('{}', '{"__proto__":{"x":1}}')],
    ['nesting that would exhaust a stack', JSON.stringify(visit('q-7', {})).replace('{}', `{"a":${deep}}`)],
    ['an id of 201 characters', JSON.stringify({ ...visit('q-8', {}), id: 'x'.repeat(201) })],
    ['an id with a control character', JSON.stringify({ ...visit('q-9', {}), id: 'a\u0007' })],
    ['data that is a list', JSON.stringify(visit('q-10', []))],
  ])('%s is refused with 422, never 500', async (_name, body) => {
    const answer = await api().send('POST', '/v1/events', { body });
    expect(problemOutput.parse(answer.body)).toMatchObject({ status: 422, code: 'invalid_input' });
  });

  it.each([
    ['the greatest safe integer', visit('r-2', { n: Number.MAX_SAFE_INTEGER, m: -Number.MAX_SAFE_INTEGER })],
    ['a type that objects inherit', { ...visit('r-3', {}), type: 'constructor' }],
    ['names that objects inherit', visit('r-4', { constructor: 1, toString: 'x', hasOwnProperty: null })],
    ['an escape of a control character', visit('r-5', { note: '\u0001\u001f' })],
    ['an astral character', visit('😀'.repeat(50), { note: '😀' })],
  ])('%s is recorded, and recorded once', async (_name, event) => {
    expect((await api().send('POST', '/v1/events', { body: event })).body).toMatchObject({
      status: 'recorded',
    });
    expect((await api().send('POST', '/v1/events', { body: event })).body).toMatchObject({
      status: 'duplicate',
    });
  });
});

/** What became of each event: its status, or the code of its problem. */
function results(body: unknown): readonly string[] {
  return batchOutput
    .parse(body)
    .results.map((item) => (item.status === 'refused' ? item.problem.code : item.status));
}

describe('a batch', () => {
  it('answers each event in order, and harms no neighbour of a bad one', async () => {
    const { status, body } = await api().send('POST', '/v1/events/batch', {
      body: [
        purchase('b-1', 'cem', 100),
        { nonsense: true },
        purchase('b-2', 'nobody', 100),
        visit('b-3', { note: 'a\0b' }),
        purchase('b-1', 'cem', 100),
        purchase('b-1', 'cem', 999),
        null,
        purchase('b-4', 'cem', 250),
      ],
    });
    expect(status).toBe(200);
    expect(results(body)).toEqual([
      'recorded',
      'invalid_input',
      'unknown_member',
      'invalid_input',
      'duplicate',
      'key_conflict',
      'invalid_input',
      'recorded',
    ]);
    const last = batchOutput.parse(body).results.at(-1);
    expect(last).toMatchObject({ balances: { beans: { active: 3 } } });
  });

  it('takes one event per line, and refuses a line that is not JSON by itself', async () => {
    const lines = [
      JSON.stringify(purchase('n-1', 'cem', 100)),
      '{"id":',
      '',
      JSON.stringify(purchase('n-2', 'cem', 1)),
    ];
    const { body } = await api().send('POST', '/v1/events/batch', {
      body: lines.join('\r\n'),
      headers: { 'Content-Type': 'application/x-ndjson' },
    });
    expect(results(body)).toEqual(['recorded', 'malformed_json', 'recorded']);
  });

  it('of no events has no results', async () => {
    expect((await api().send('POST', '/v1/events/batch', { body: [] })).body).toEqual({ results: [] });
  });

  it('of 1,000 events is answered whole', async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => purchase(`m-${index}`, 'bob', 100));
    const { body } = await api().send('POST', '/v1/events/batch', { body: events });
    expect(new Set(results(body))).toEqual(new Set(['recorded']));
  });
});

import { expect, it } from 'vitest';
import { answerOutput } from '../../src/schemas/http/answer.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { returnOutput, returnsOutput } from '../../src/schemas/http/return.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const euro = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
let sent = 0;

async function enrolled(externalId: string): Promise<{ externalId: string }> {
  valueOf(await enrolMember(api().ctx, 'corner-shop', { externalId }));
  return { externalId };
}

async function send(type: string, member: object, data: object) {
  sent += 1;
  const occurredAt = new Date(api().ctx.now).toISOString();
  const body = { id: `event-${sent}`, type, member, occurredAt, data };
  return answerOutput.parse((await api().send('POST', '/v1/events', { body })).body);
}

it('an answer says what a return took back', async () => {
  const member = await enrolled('ann');
  await send('purchase', member, { orderId: 'ann-1', total: euro(5_000) });
  const answer = await send('return', member, { returnId: 'r-1', orderId: 'ann-1', total: euro(2_000) });
  expect(answer).toMatchObject({
    points: { beans: -20 },
    balances: { beans: { lifetime: 30 } },
    reasons: [{ wallet: 'beans', points: -20, because: 'taken_back' }],
    returned: 'settled',
  });
});

it('what waits is listed page by page, and can be dismissed once', async () => {
  const member = await enrolled('bob');
  const events = [];
  for (const orderId of ['bob-1', 'bob-2', 'bob-3']) {
    const { eventId } = await send('return', member, { returnId: `r-${orderId}`, orderId });
    events.push(eventId);
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page += 1) {
    const path = `/v1/returns?status=waiting&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { items, nextCursor } = returnsOutput.parse((await api().send('GET', path)).body);
    seen.push(...items.map(({ eventId }) => eventId));
    cursor = page > 9 ? null : nextCursor;
  }
  expect(seen.toSorted()).toEqual(events.toSorted());

  const dismissed = await api().send('POST', `/v1/returns/${events[0]}/dismiss`);
  expect(returnOutput.parse(dismissed.body)).toMatchObject({ status: 'dismissed', orderId: 'bob-1' });
  const again = await api().send('POST', `/v1/returns/${events[0]}/dismiss`);
  expect([again.status, again.body]).toEqual([200, dismissed.body]);
  const left = returnsOutput.parse((await api().send('GET', '/v1/returns?status=waiting')).body);
  expect(left.items).toHaveLength(2);
});

it.each([
  ['unknown_return', 404, 'POST', '/v1/returns/evt_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f/dismiss'],
  ['invalid_input', 422, 'GET', '/v1/returns?status=settled'],
  ['invalid_input', 422, 'GET', '/v1/returns'],
])('refuses %s with %i', async (code, status, method, path) => {
  const refused = await api().send(method, path);
  expect(refused.status).toBe(status);
  expect(problemOutput.parse(refused.body).code).toBe(code);
});

import { expect, it } from 'vitest';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { parsePublicId, publicId } from '../../src/schemas/http/public-id.ts';
import { redemptionOutput, redemptionsOutput } from '../../src/schemas/http/redemption.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const PROGRAM = 'corner-shop';
let members = 0;

/** The path of the redemptions of a member who has 100 beans. */
async function pathOfMember(): Promise<string> {
  members += 1;
  const externalId = `member-${members}`;
  const { ctx } = api();
  const { memberId } = valueOf(await enrolMember(ctx, PROGRAM, { externalId }));
  const total = { amountMinor: 10_000, currency: 'EUR' };
  const orderId = `order-${members}`;
  const purchase = { externalId: orderId, source: 'till', type: 'purchase', occurredAt: ctx.now } as const;
  await recordEvents(ctx, PROGRAM, [{ ...purchase, member: { externalId }, data: { orderId, total } }]);
  return `/v1/members/${publicId('mem', memberId)}/redemptions`;
}

const flatWhite = { id: 'r-1', wallet: 'beans', amount: 60, reason: 'flat white' };

async function post(path: string, body?: unknown) {
  return api().send('POST', path, { body });
}

async function beansAt(path: string) {
  const memberId = parsePublicId('mem', path.split('/')[3] ?? '');
  if (memberId === null) throw new Error(`${path} names no member`);
  return valueOf(await readBalances(api().ctx, PROGRAM, memberId)).beans;
}

it('reserves, confirms a part, and shows what became of it', async () => {
  const path = await pathOfMember();
  const started = await post(path, flatWhite);
  expect(started.status).toBe(201);
  const reserved = redemptionOutput.parse(started.body);
  expect(reserved).toMatchObject({ status: 'reserved', amount: 60, captured: 0 });
  const confirmed = await post(`${path}/${reserved.id}/confirm`, { amount: 40 });
  expect(redemptionOutput.parse(confirmed.body)).toMatchObject({ status: 'confirmed', captured: 40 });
  expect(await beansAt(path)).toMatchObject({ active: 60, held: 0 });
  const again = await post(path, flatWhite);
  expect([again.status, again.body]).toEqual([200, confirmed.body]);
  const { items } = redemptionsOutput.parse((await api().send('GET', path)).body);
  expect(items).toEqual([confirmed.body]);
});

it('spends at once for a till, and takes it back', async () => {
  const path = await pathOfMember();
  const spent = redemptionOutput.parse((await post(path, { ...flatWhite, capture: true })).body);
  expect(spent).toMatchObject({ status: 'confirmed', captured: 60, expiresAt: null });
  const reversed = await post(`${path}/${spent.id}/reverse`);
  expect(redemptionOutput.parse(reversed.body).status).toBe('reversed');
  expect(await beansAt(path)).toMatchObject({ active: 100 });
});

it('gives back what is cancelled', async () => {
  const path = await pathOfMember();
  const { id } = redemptionOutput.parse((await post(path, flatWhite)).body);
  expect(redemptionOutput.parse((await post(`${path}/${id}/cancel`)).body).status).toBe('cancelled');
  expect(await beansAt(path)).toMatchObject({ active: 100, held: 0 });
});

it.each([
  ['insufficient_points', 409, { ...flatWhite, amount: 101 }],
  ['wallet_not_spendable', 422, { ...flatWhite, wallet: 'status' }],
  ['unknown_wallet', 422, { ...flatWhite, wallet: 'miles' }],
  ['invalid_input', 422, { ...flatWhite, amount: 0 }],
  ['invalid_input', 422, { ...flatWhite, amount: 1.5 }],
  ['invalid_input', 422, { ...flatWhite, holdMinutes: 0 }],
])('refuses %s with %i', async (code, status, body) => {
  const path = await pathOfMember();
  const refused = await post(path, body);
  expect(refused.status).toBe(status);
  expect(problemOutput.parse(refused.body).code).toBe(code);
  expect(await beansAt(path)).toMatchObject({ active: 100, held: 0 });
});

it('does not know the redemptions of others', async () => {
  const [path, other] = [await pathOfMember(), await pathOfMember()];
  const { id } = redemptionOutput.parse((await post(path, flatWhite)).body);
  const refused = await post(`${other}/${id}/cancel`);
  expect(problemOutput.parse(refused.body).code).toBe('unknown_redemption');
});

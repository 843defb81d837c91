import { expect, it } from 'vitest';
import { approvalOutput, approvalsOutput } from '../../src/schemas/http/approval.ts';
import { mergeOutput } from '../../src/schemas/http/instruction.ts';
import { transactionOutput } from '../../src/schemas/http/ledger.ts';
import { memberOutput } from '../../src/schemas/http/member.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { parsePublicId, publicId } from '../../src/schemas/http/public-id.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const PROGRAM = 'corner-shop';
let members = 0;

/** The path of a new member, who has 100 beans from elsewhere. */
async function pathOfMember(): Promise<string> {
  members += 1;
  const { memberId } = valueOf(await enrolMember(api().ctx, PROGRAM, { externalId: `member-${members}` }));
  const path = `/v1/members/${publicId('mem', memberId)}`;
  const opened = await post(`${path}/opening-balances`, {
    id: `opening-${members}`,
    wallet: 'beans',
    amount: 100,
    reason: 'from the old system',
  });
  expect(opened.status).toBe(201);
  return path;
}

async function post(path: string, body?: unknown, key?: string) {
  return api().send('POST', path, { body, ...(key !== undefined && { key }) });
}

async function codeOf(answer: ReturnType<typeof post>) {
  const { status, body } = await answer;
  return [status, problemOutput.parse(body).code];
}

async function beansAt(path: string) {
  const memberId = parsePublicId('mem', path.split('/')[3] ?? '');
  if (memberId === null) throw new Error(`${path} names no member`);
  return valueOf(await readBalances(api().ctx, PROGRAM, memberId))['beans'];
}

it('opens a balance once', async () => {
  const path = await pathOfMember();
  const body = { id: `opening-${members}`, wallet: 'beans', amount: 100, reason: 'from the old system' };
  const again = await post(`${path}/opening-balances`, body);
  expect(again.status).toBe(200);
  expect(transactionOutput.parse(again.body)).toMatchObject({ kind: 'opening' });
  expect(await beansAt(path)).toMatchObject({ active: 100, lifetime: 100 });
  const future = { ...body, id: 'future', earnedAt: '2999-01-01T00:00:00Z' };
  expect(await codeOf(post(`${path}/opening-balances`, future))).toEqual([422, 'occurred_in_future']);
});

it('passes points on to a member who is named by either id', async () => {
  const [from, into] = [await pathOfMember(), await pathOfMember()];
  const gift = {
    id: 'gift-1',
    to: { externalId: `member-${members}` },
    wallet: 'beans',
    amount: 30,
    reason: 'a gift',
  };
  const moved = await post(`${from}/transfers`, gift);
  expect(moved.status).toBe(201);
  expect(transactionOutput.parse(moved.body)).toMatchObject({ kind: 'transfer', reason: 'a gift' });
  expect(await post(`${from}/transfers`, gift)).toMatchObject({ status: 200, body: moved.body });
  expect([await beansAt(from), await beansAt(into)]).toMatchObject([{ active: 70 }, { active: 130 }]);
  const self = { ...gift, id: 'gift-2', to: { id: from.split('/')[3] } };
  expect(await codeOf(post(`${from}/transfers`, self))).toEqual([422, 'same_member']);
  const much = { ...gift, id: 'gift-3', amount: 71 };
  expect(await codeOf(post(`${from}/transfers`, much))).toEqual([409, 'insufficient_points']);
});

it('adjusts within the limit, and beyond it with the approval of another key', async () => {
  const path = await pathOfMember();
  const small = { id: 'small', wallet: 'beans', amount: -20, reason: 'a mistake' };
  expect((await post(`${path}/adjustments`, small)).status).toBe(201);
  expect(await beansAt(path)).toMatchObject({ active: 80 });

  const large = { wallet: 'beans', amount: 800, reason: 'a broken machine' };
  const alone = post(`${path}/adjustments`, { id: 'large', ...large });
  expect(await codeOf(alone)).toEqual([409, 'approval_missing']);
  const asked = await post('/v1/approvals', { id: 'ask', memberId: path.split('/')[3], ...large });
  expect(asked.status).toBe(201);
  const { id: approval } = approvalOutput.parse(asked.body);
  const waiting = approvalsOutput.parse((await api().send('GET', '/v1/approvals')).body);
  expect(waiting.items).toMatchObject([{ id: approval, status: 'pending', amount: 800 }]);
  expect(await codeOf(post(`/v1/approvals/${approval}/approve`))).toEqual([403, 'self_approval']);

  const other = valueOf(
    await createApiKey(api().ctx, { programId: PROGRAM, source: 'back-office', expiresAt: null }),
  );
  const approved = await post(`/v1/approvals/${approval}/approve`, undefined, other.key);
  expect(approvalOutput.parse(approved.body).status).toBe('approved');
  const swapped = post(`${path}/adjustments`, { id: 'large', ...large, amount: 8_000, approval });
  expect(await codeOf(swapped)).toEqual([409, 'approval_mismatch']);
  expect((await post(`${path}/adjustments`, { id: 'large', ...large, approval })).status).toBe(201);
  expect(await beansAt(path)).toMatchObject({ active: 880 });
  const used = approvalsOutput.parse((await api().send('GET', '/v1/approvals?status=used')).body);
  expect(used.items).toMatchObject([{ id: approval, transaction: expect.stringMatching(/^txn_/) }]);
});

it('ends a request for an approval', async () => {
  const memberId = (await pathOfMember()).split('/')[3];
  const asking = { id: 'ask-2', memberId, wallet: 'beans', amount: 900, reason: 'never mind' };
  const { id } = approvalOutput.parse((await post('/v1/approvals', asking)).body);
  const rejected = await post(`/v1/approvals/${id}/reject`);
  expect(approvalOutput.parse(rejected.body).status).toBe('rejected');
  expect(await codeOf(post(`/v1/approvals/${id}/approve`))).toEqual([409, 'approval_decided']);
  expect(
    await codeOf(post(`/v1/approvals/apr_${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}/reject`)),
  ).toEqual([404, 'unknown_approval']);
});

it('makes two members one, and says of the one who went who took them over', async () => {
  const [from, into] = [await pathOfMember(), await pathOfMember()];
  const merging = { into: into.split('/')[3], reason: 'one person' };
  const merged = mergeOutput.parse((await post(`${from}/merge`, merging)).body);
  expect(merged).toMatchObject({ into: merging.into, transaction: { kind: 'merge' } });
  expect((await post(`${from}/merge`, merging)).body).toEqual(merged);
  expect(await beansAt(into)).toMatchObject({ active: 200 });
  expect(memberOutput.parse((await api().send('GET', from)).body).mergedInto).toBe(merging.into);
  const refused = await post(`${from}/adjustments`, {
    id: 'gone',
    wallet: 'beans',
    amount: 1,
    reason: 'late',
  });
  expect(problemOutput.parse(refused.body)).toMatchObject({
    code: 'member_merged',
    detail: expect.stringContaining(into.split('/')[3] ?? ''),
  });
  const self = post(`${into}/merge`, { into: into.split('/')[3], reason: 'one person' });
  expect(await codeOf(self)).toEqual([422, 'same_member']);
});

it.each([
  ['no points', { amount: 0 }],
  ['half a point', { amount: 0.5 }],
  ['more than can be counted', { amount: 2 ** 53 }],
  ['words', { amount: 'many' }],
])('refuses to adjust %s', async (_what, change) => {
  const path = await pathOfMember();
  const body = { id: 'wrong', wallet: 'beans', reason: 'wrong', ...change };
  expect(await codeOf(post(`${path}/adjustments`, body))).toEqual([422, 'invalid_input']);
  expect(await beansAt(path)).toMatchObject({ active: 100 });
});

it('is safe to repeat under an Idempotency-Key as well', async () => {
  const path = await pathOfMember();
  const body = { id: 'once', wallet: 'beans', amount: 5, reason: 'once' };
  const headers = { 'Idempotency-Key': '"once-and-only-once"' };
  const first = await api().send('POST', `${path}/adjustments`, { body, headers });
  const again = await api().send('POST', `${path}/adjustments`, { body, headers });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  expect(await beansAt(path)).toMatchObject({ active: 105 });
});

import { createRoute } from '@hono/zod-openapi';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import type { RefusalCode } from '../../domain/refusal/refusal-code.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Result } from '../../domain/values/result.ts';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import {
  adjustmentInput,
  mergeInput,
  mergeOutput,
  openingInput,
  transferInput,
} from '../../schemas/http/instruction.ts';
import { transactionOutput } from '../../schemas/http/ledger.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { Context } from '../../services/context.ts';
import { adjustPoints } from '../../services/ledger/adjust-points.ts';
import type { Instructed } from '../../services/ledger/instruction.ts';
import { mergeMembers } from '../../services/ledger/merge-members.ts';
import { openBalance } from '../../services/ledger/open-balance.ts';
import { transferPoints } from '../../services/ledger/transfer-points.ts';
import { findMember } from '../../services/member/find-member.ts';
import { contextOf, newRoutes, type ApiContext } from '../api-env.ts';
import { transactionBody } from '../bodies/transaction-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const tags = ['points by hand'];

/** What every instruction may be answered. */
const COMMON: readonly RefusalCode[] = ['no_program', 'unknown_member', 'member_merged', 'points_overflow'];
/** And what those that name points of a wallet may be answered besides. */
const OF_POINTS: readonly RefusalCode[] = [...COMMON, 'unknown_wallet', 'invalid_amount', 'key_conflict'];

function answers(codes: readonly RefusalCode[]) {
  return {
    200: jsonAnswer('It was sent before; nothing was changed now.', transactionOutput),
    201: jsonAnswer('Posted: the member’s own side of it.', transactionOutput),
    ...problems(codes, { body: true, key: 'optional' }),
  };
}

const transfer = createRoute({
  method: 'post',
  path: '/v1/members/{id}/transfers',
  tags,
  summary: 'Pass points on to another member',
  description:
    'They keep their expiry; those that expire first go first. A debt of the other is repaid with them.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: memberParams, headers: optionalKeyHeader, body: jsonRequest(transferInput) },
  responses: answers([...OF_POINTS, 'same_member', 'wallet_not_spendable', 'insufficient_points']),
});

const adjust = createRoute({
  method: 'post',
  path: '/v1/members/{id}/adjustments',
  tags,
  summary: 'Correct a balance',
  description:
    'What one key adjusts in a day and wallet beyond the program’s limit needs the approval of somebody else.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: memberParams, headers: optionalKeyHeader, body: jsonRequest(adjustmentInput) },
  responses: answers([
    ...OF_POINTS,
    'insufficient_points',
    'unknown_approval',
    'approval_missing',
    'approval_mismatch',
    'approval_used',
    'approval_expired',
  ]),
});

const open = createRoute({
  method: 'post',
  path: '/v1/members/{id}/opening-balances',
  tags,
  summary: 'Bring points along from elsewhere',
  description: 'They are active at once, and this program has never issued them.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: memberParams, headers: optionalKeyHeader, body: jsonRequest(openingInput) },
  responses: answers([...OF_POINTS, 'occurred_in_future']),
});

const merge = createRoute({
  method: 'post',
  path: '/v1/members/{id}/merge',
  tags,
  summary: 'Make this member one with another, who stays',
  description:
    'All points and debts pass on, open runs end, and what is reported of this member from then on is recorded for ' +
    'the one who stays. Merging the same two again changes nothing.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: memberParams, headers: optionalKeyHeader, body: jsonRequest(mergeInput) },
  responses: {
    200: jsonAnswer('Merged.', mergeOutput),
    ...problems([...COMMON, 'same_member', 'points_held'], { body: true, key: 'optional' }),
  },
});

/** What people and systems ask the ledger to do outside of events and redemptions. */
export function instructionRoutes() {
  const routes = newRoutes();

  routes.openapi(transfer, async (c) => {
    const { id: requestId, to, wallet, amount: points, reason } = c.req.valid('json');
    const { programId, source } = c.get('actor');
    const fromId = c.req.valid('param').id;
    const intoId = await memberNamed(contextOf(c), programId, to);
    const asked = { programId, source, requestId, fromId, intoId, wallet, points, reason };
    return answer(c, await transferPoints(contextOf(c), asked));
  });

  routes.openapi(adjust, async (c) => {
    const { id: requestId, wallet, amount: points, expiresAt, reason, approval } = c.req.valid('json');
    const { programId, source } = c.get('actor');
    const asked = {
      programId,
      source,
      requestId,
      memberId: c.req.valid('param').id,
      wallet,
      points,
      reason,
      expiresAt: expiresAt === undefined ? ('by_wallet' as const) : expiresAt,
      approvalId: approval ?? null,
    };
    return answer(c, await adjustPoints(contextOf(c), asked));
  });

  routes.openapi(open, async (c) => {
    const { id: requestId, wallet, amount: points, earnedAt, expiresAt, reason } = c.req.valid('json');
    const { programId, source } = c.get('actor');
    const asked = {
      source,
      requestId,
      member: c.req.valid('param'),
      wallet,
      points,
      reason,
      earnedAt: earnedAt ?? null,
      expiresAt: expiresAt === undefined ? ('by_wallet' as const) : expiresAt,
    };
    return answer(c, await openBalance(contextOf(c), programId, asked));
  });

  routes.openapi(merge, async (c) => {
    const { into, reason } = c.req.valid('json');
    const { programId } = c.get('actor');
    const asked = { programId, fromId: c.req.valid('param').id, intoId: into, reason };
    const { entry } = valueOf(await mergeMembers(contextOf(c), asked));
    const transaction = entry === null ? null : transactionBody(entry);
    return c.json({ into: publicId('mem', into), transaction }, 200);
  });

  return routes;
}

/** By an id of the sender's system, whoever took the member over; by ours, the member. */
async function memberNamed(ctx: Context, programId: string, reference: MemberReference): Promise<Uuid> {
  if ('id' in reference) return reference.id;
  const { id, mergedInto } = valueOf(await findMember(ctx, programId, reference));
  return mergedInto ?? id;
}

function answer(c: ApiContext, result: Result<Instructed>) {
  const { status, entry } = valueOf(result);
  const body = transactionBody(entry);
  return status === 'done' ? c.json(body, 201) : c.json(body, 200);
}

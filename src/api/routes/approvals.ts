import { createRoute } from '@hono/zod-openapi';
import {
  approvalInput,
  approvalOutput,
  approvalParams,
  approvalsOutput,
  approvalsQuery,
} from '../../schemas/http/approval.ts';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { approveAdjustment, rejectAdjustment } from '../../services/approval/decide-approval.ts';
import { listApprovals } from '../../services/approval/list-approvals.ts';
import { requestApproval } from '../../services/approval/request-approval.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { approvalBody } from '../bodies/approval-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const tags = ['approvals'];
const path = '/v1/approvals';
const step = { params: approvalParams, headers: optionalKeyHeader };

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'Approvals that stand so, the earliest request first',
  request: { query: approvalsQuery },
  responses: {
    200: jsonAnswer('A page of approvals.', approvalsOutput),
    ...problems(['invalid_input']),
  },
});

const request = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Ask for the approval of an adjustment',
  description:
    'Somebody else, with another key, approves or rejects it within 72 hours. Then `POST …/adjustments` with this ' +
    'approval carries out exactly this adjustment, once.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { headers: optionalKeyHeader, body: jsonRequest(approvalInput) },
  responses: {
    200: jsonAnswer('It was asked for before; as it stands now.', approvalOutput),
    201: jsonAnswer('Asked for.', approvalOutput),
    ...problems(
      ['no_program', 'unknown_member', 'member_merged', 'unknown_wallet', 'invalid_amount', 'key_conflict'],
      { body: true, key: 'optional' },
    ),
  },
});

const approve = createRoute({
  method: 'post',
  path: `${path}/{id}/approve`,
  tags,
  summary: 'Approve an adjustment that somebody else asked for',
  middleware: [idempotencyKey('optional')] as const,
  request: step,
  responses: {
    200: jsonAnswer('Approved.', approvalOutput),
    ...problems(
      ['unknown_approval', 'self_approval', 'approval_decided', 'approval_expired', 'invalid_input'],
      { key: 'optional' },
    ),
  },
});

const reject = createRoute({
  method: 'post',
  path: `${path}/{id}/reject`,
  tags,
  summary: 'Reject an adjustment, or take back one’s own request',
  middleware: [idempotencyKey('optional')] as const,
  request: step,
  responses: {
    200: jsonAnswer('Rejected.', approvalOutput),
    ...problems(['unknown_approval', 'approval_decided', 'approval_expired', 'invalid_input'], {
      key: 'optional',
    }),
  },
});

/** The second pair of eyes on adjustments. */
export function approvalRoutes() {
  const routes = newRoutes();

  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const { status, limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { requestedAt: cursor[0], id: cursor[1] };
    const { items, next } = await listApprovals(contextOf(c), programId, { status, limit, after });
    const nextKey = next === null ? null : [instantText(next.requestedAt), publicId('apr', next.id)];
    return c.json({ items: items.map(approvalBody), nextCursor: cursorOf(nextKey) }, 200);
  });

  routes.openapi(request, async (c) => {
    const { programId, source } = c.get('actor');
    const { id: requestId, memberId, wallet, amount: points, reason, expiresAt } = c.req.valid('json');
    const adjustment = {
      memberId,
      wallet,
      points,
      reason,
      expiresAt: expiresAt === undefined ? 'by_wallet' : expiresAt,
    } as const;
    const asked = { programId, source, requestId, adjustment };
    const { status, approval } = valueOf(await requestApproval(contextOf(c), asked));
    return status === 'requested' ? c.json(approvalBody(approval), 201) : c.json(approvalBody(approval), 200);
  });

  routes.openapi(approve, async (c) => {
    const address = { programId: c.get('actor').programId, approvalId: c.req.valid('param').id };
    return c.json(approvalBody(valueOf(await approveAdjustment(contextOf(c), address))), 200);
  });

  routes.openapi(reject, async (c) => {
    const address = { programId: c.get('actor').programId, approvalId: c.req.valid('param').id };
    return c.json(approvalBody(valueOf(await rejectAdjustment(contextOf(c), address))), 200);
  });

  return routes;
}

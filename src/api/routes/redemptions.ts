import { createRoute } from '@hono/zod-openapi';
import type { Uuid } from '../../domain/values/identity.ts';
import { MINUTE_MS } from '../../domain/values/instant.ts';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import {
  confirmInput,
  redemptionInput,
  redemptionOutput,
  redemptionParams,
  redemptionsOutput,
  redemptionsQuery,
} from '../../schemas/http/redemption.ts';
import { findMember } from '../../services/member/find-member.ts';
import { cancelRedemption } from '../../services/redemption/cancel-redemption.ts';
import { confirmRedemption } from '../../services/redemption/confirm-redemption.ts';
import { listRedemptions } from '../../services/redemption/list-redemptions.ts';
import { reverseRedemption } from '../../services/redemption/reverse-redemption.ts';
import { startRedemption } from '../../services/redemption/start-redemption.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { redemptionBody } from '../bodies/redemption-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const tags = ['redemptions'];
const path = '/v1/members/{id}/redemptions';
/** What every step may meet. */
const ofMember = ['no_program', 'unknown_member', 'member_merged'] as const;
const step = { params: redemptionParams, headers: optionalKeyHeader };

const list = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'A member’s redemptions, latest first',
  request: { params: memberParams, query: redemptionsQuery },
  responses: {
    200: jsonAnswer('A page of redemptions.', redemptionsOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

const start = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Reserve points, or spend them at once',
  description:
    'The points that expire first are taken first. Held points can be confirmed until `expiresAt`; then they are ' +
    'given back. Sending a redemption again answers it as it stands.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: memberParams, headers: optionalKeyHeader, body: jsonRequest(redemptionInput) },
  responses: {
    200: jsonAnswer('It was sent before; as it stands now.', redemptionOutput),
    201: jsonAnswer('Reserved or spent.', redemptionOutput),
    ...problems(
      [
        ...ofMember,
        'unknown_wallet',
        'wallet_not_spendable',
        'insufficient_points',
        'invalid_amount',
        'key_conflict',
      ],
      { body: true, key: 'optional' },
    ),
  },
});

const confirm = createRoute({
  method: 'post',
  path: `${path}/{redemptionId}/confirm`,
  tags,
  summary: 'Spend what a redemption holds',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { ...step, body: jsonRequest(confirmInput) },
  responses: {
    200: jsonAnswer('Confirmed.', redemptionOutput),
    ...problems(
      [
        ...ofMember,
        'unknown_redemption',
        'redemption_not_open',
        'hold_expired',
        'capture_exceeds_hold',
        'invalid_amount',
      ],
      { body: true, key: 'optional' },
    ),
  },
});

const cancel = createRoute({
  method: 'post',
  path: `${path}/{redemptionId}/cancel`,
  tags,
  summary: 'Give back what a redemption holds',
  middleware: [idempotencyKey('optional')] as const,
  request: step,
  responses: {
    200: jsonAnswer('Cancelled.', redemptionOutput),
    ...problems([...ofMember, 'unknown_redemption', 'redemption_not_open', 'invalid_input'], {
      key: 'optional',
    }),
  },
});

const reverse = createRoute({
  method: 'post',
  path: `${path}/{redemptionId}/reverse`,
  tags,
  summary: 'Give back what a confirmed redemption has spent',
  description:
    'Points return to the lots that they came from; where these have expired, for a time of grace.',
  middleware: [idempotencyKey('optional')] as const,
  request: step,
  responses: {
    200: jsonAnswer('Reversed.', redemptionOutput),
    ...problems([...ofMember, 'unknown_redemption', 'redemption_not_confirmed', 'invalid_input'], {
      key: 'optional',
    }),
  },
});

/** The exchange of points for something. */
export function redemptionRoutes() {
  const routes = newRoutes();

  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const { limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { createdAt: cursor[0], id: cursor[1] };
    const { id: memberId } = valueOf(await findMember(ctx, programId, c.req.valid('param')));
    const { items, next } = await listRedemptions(ctx, programId, { memberId, limit, after });
    const nextKey = next === null ? null : [instantText(next.createdAt), publicId('rdm', next.id)];
    return c.json({ items: items.map(redemptionBody), nextCursor: cursorOf(nextKey) }, 200);
  });

  routes.openapi(start, async (c) => {
    const { programId, source } = c.get('actor');
    const { id: requestId, wallet, amount, reason, orderId = null } = c.req.valid('json');
    const { capture, holdMinutes } = c.req.valid('json');
    const holdFor = { months: 0, days: 0, milliseconds: holdMinutes * MINUTE_MS };
    const way = capture ? ({ kind: 'at_once' } as const) : ({ kind: 'reserve', holdFor } as const);
    const memberId = c.req.valid('param').id;
    const asked = { programId, memberId, source, requestId, wallet, points: amount, reason, orderId, way };
    const { status, redemption } = valueOf(await startRedemption(contextOf(c), asked));
    return status === 'started'
      ? c.json(redemptionBody(redemption), 201)
      : c.json(redemptionBody(redemption), 200);
  });

  routes.openapi(confirm, async (c) => {
    const { amount = null } = c.req.valid('json');
    const address = addressIn(c.get('actor'), c.req.valid('param'));
    return c.json(redemptionBody(valueOf(await confirmRedemption(contextOf(c), address, amount))), 200);
  });

  routes.openapi(cancel, async (c) => {
    const address = addressIn(c.get('actor'), c.req.valid('param'));
    return c.json(redemptionBody(valueOf(await cancelRedemption(contextOf(c), address))), 200);
  });

  routes.openapi(reverse, async (c) => {
    const address = addressIn(c.get('actor'), c.req.valid('param'));
    return c.json(redemptionBody(valueOf(await reverseRedemption(contextOf(c), address))), 200);
  });

  return routes;
}

interface Params {
  readonly id: Uuid;
  readonly redemptionId: Uuid;
}

function addressIn({ programId }: { readonly programId: string }, { id, redemptionId }: Params) {
  return { programId, memberId: id, redemptionId };
}

import { createRoute } from '@hono/zod-openapi';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { returnOutput, returnParams, returnsOutput, returnsQuery } from '../../schemas/http/return.ts';
import { dismissReturn } from '../../services/return/dismiss-return.ts';
import { listReturns } from '../../services/return/list-returns.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { returnBody } from '../bodies/return-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const tags = ['returns'];

const list = createRoute({
  method: 'get',
  path: '/v1/returns',
  tags,
  summary: 'Returns that are not settled, latest first',
  request: { query: returnsQuery },
  responses: {
    200: jsonAnswer('A page of returns.', returnsOutput),
    ...problems(['invalid_input']),
  },
});

const dismiss = createRoute({
  method: 'post',
  path: '/v1/returns/{id}/dismiss',
  tags,
  summary: 'Take a return off the list',
  description:
    'A purchase that arrives later no longer settles it. What was settled of it stays. Dismissing again changes nothing.',
  middleware: [idempotencyKey('optional')] as const,
  request: { params: returnParams, headers: optionalKeyHeader },
  responses: {
    200: jsonAnswer('Dismissed.', returnOutput),
    ...problems(['no_program', 'unknown_return', 'return_settled', 'invalid_input'], { key: 'optional' }),
  },
});

/** Goods that came back and that somebody may have to look at. */
export function returnRoutes() {
  const routes = newRoutes();

  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const { status, limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { recordedAt: cursor[0], eventId: cursor[1] };
    const { items, next } = await listReturns(contextOf(c), programId, { status, limit, after });
    const nextKey = next === null ? null : [instantText(next.recordedAt), publicId('evt', next.eventId)];
    return c.json({ items: items.map(returnBody), nextCursor: cursorOf(nextKey) }, 200);
  });

  routes.openapi(dismiss, async (c) => {
    const { programId } = c.get('actor');
    const { id: eventId } = c.req.valid('param');
    return c.json(returnBody(valueOf(await dismissReturn(contextOf(c), { programId, eventId }))), 200);
  });

  return routes;
}

import { createRoute } from '@hono/zod-openapi';
import { instantText } from '../../schemas/http/instant.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { runsOutput, runsQuery } from '../../schemas/http/run.ts';
import { findMember } from '../../services/member/find-member.ts';
import { listRuns } from '../../services/member/list-runs.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { runBody } from '../bodies/run-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/members/{id}/runs',
  tags: ['members'],
  summary: 'A member’s journeys, open and ended, latest start first',
  request: { params: memberParams, query: runsQuery },
  responses: {
    200: jsonAnswer('A page of runs.', runsOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

/** Which journeys a member is or was in. */
export function runRoutes() {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const { limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { startedAt: cursor[0], id: cursor[1] };
    const { id: memberId } = valueOf(await findMember(ctx, programId, c.req.valid('param')));
    const { items, next } = await listRuns(ctx, programId, { memberId, limit, after });
    const nextKey = next === null ? null : [instantText(next.startedAt), publicId('run', next.id)];
    return c.json({ items: items.map(runBody), nextCursor: cursorOf(nextKey) }, 200);
  });
  return routes;
}

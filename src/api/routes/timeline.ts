import { createRoute } from '@hono/zod-openapi';
import { timelineOutput, timelineQuery } from '../../schemas/http/logged-event.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { findMember } from '../../services/member/find-member.ts';
import { listTimeline } from '../../services/member/list-timeline.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { loggedEventBody } from '../bodies/logged-event-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/members/{id}/timeline',
  tags: ['members'],
  summary: 'A member’s log, latest event first',
  request: { params: memberParams, query: timelineQuery },
  responses: {
    200: jsonAnswer('A page of the log.', timelineOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

/** What happened to a member. */
export function timelineRoutes() {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const { limit, cursor: before = null } = c.req.valid('query');
    const { id: memberId } = valueOf(await findMember(ctx, programId, c.req.valid('param')));
    const page = await listTimeline(ctx, programId, { memberId, limit, before });
    return c.json({ items: page.items.map(loggedEventBody), nextCursor: cursorOf(page.next) }, 200);
  });
  return routes;
}

import { createRoute, z } from '@hono/zod-openapi';
import { newRoutes } from '../api-env.ts';
import type { ApiDeps } from '../deps.ts';
import { readinessOf } from '../../observability/readiness.ts';
import { jsonAnswer } from '../responses.ts';

const readinessOutput = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'unavailable']),
    checks: z.record(z.string(), z.enum(['up', 'down'])),
  })
  .meta({ id: 'Readiness', example: { status: 'ready', checks: { database: 'up', temporal: 'up' } } });

const health = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['operation'],
  summary: 'Whether the process lives',
  security: [],
  responses: { 200: jsonAnswer('It does.', z.strictObject({ status: z.literal('alive') })) },
});

const readiness = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['operation'],
  summary: 'Whether requests can be answered',
  description:
    '`degraded`: requests are answered and points posted, and what waits for the missing part is caught up later.',
  security: [],
  responses: {
    200: jsonAnswer('Ready, or degraded.', readinessOutput),
    503: jsonAnswer('Something is down without which nothing can be answered.', readinessOutput),
  },
});

/** For load balancers and operators. */
export function healthRoutes(deps: ApiDeps) {
  const routes = newRoutes();
  routes.openapi(health, (c) => c.json({ status: 'alive' } as const, 200));
  routes.openapi(readiness, async (c) => {
    const found = await readinessOf(deps.readiness);
    return found.status === 'unavailable' ? c.json(found, 503) : c.json(found, 200);
  });
  return routes;
}

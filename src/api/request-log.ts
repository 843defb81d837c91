import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { withoutRedaction } from '../adapters/logging.ts';
import type { Logger } from '../adapters/logging.ts';
import type { ApiEnv } from './api-env.ts';

/** One line per request: the route's pattern, never the path, the query, a header or the body. */
export function requestLog(logger: Logger) {
  const lines = withoutRedaction(logger);
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedMs = performance.now();
    await next();
    lines.info(
      {
        ...c.get('ids'),
        method: c.req.method,
        route: routePath(c, -1),
        status: c.res.status,
        ms: Math.round((performance.now() - startedMs) * 10) / 10,
        keyId: c.get('actor')?.keyId,
      },
      'request',
    );
  });
}

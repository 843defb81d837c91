import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { withoutRedaction } from '../adapters/logging.ts';
import type { ApiEnv } from './api-env.ts';
import type { ApiDeps } from './deps.ts';

/** One line per request: the route's pattern, never the path, the query, a header or the body. The same is counted. */
export function requestLog({ logger, onAnswered }: Pick<ApiDeps, 'logger' | 'onAnswered'>) {
  const lines = withoutRedaction(logger);
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedMs = performance.now();
    await next();
    const ms = performance.now() - startedMs;
    const answered = { method: c.req.method, route: routePath(c, -1), status: c.res.status };
    onAnswered?.({ ...answered, ms });
    lines.info(
      { ...c.get('ids'), ...answered, ms: Math.round(ms * 10) / 10, keyId: c.get('actor')?.keyId },
      'request',
    );
  });
}

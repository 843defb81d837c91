import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.ts';
import { newTraceId, parseTraceparent } from '../observability/tracing/trace-context.ts';

const REQUEST_ID = /^[\w.:=+/-]{1,64}$/;

/** Gives each request an id and a trace: the sender's where they are well formed, else new ones. */
export const requestIds = createMiddleware<ApiEnv>((c, next) => {
  const given = c.req.header('X-Request-Id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID();
  const trace = parseTraceparent(c.req.header('traceparent'));
  c.set('ids', { requestId, traceId: trace?.traceId ?? newTraceId(requestId) });
  return next();
});

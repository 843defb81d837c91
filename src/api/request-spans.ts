import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { inSpan, traceparentOf } from '../observability/tracing/in-span.ts';
import type { ApiEnv } from './api-env.ts';

/** A span for each request, in the trace that its sender names. The request's ids become those of the span. */
export function requestSpans(tracer: Tracer) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const given = c.req.header('traceparent');
    const span = { name: c.req.method, kind: SpanKind.SERVER, causes: given === undefined ? [] : [given] };
    await inSpan(tracer, span, async (active) => {
      const { traceId } = active.spanContext();
      c.set('ids', { ...c.get('ids'), traceId, traceparent: traceparentOf(active) });
      await next();
      const route = routePath(c, -1);
      active.updateName(`${c.req.method} ${route}`);
      active.setAttributes({
        'http.request.method': c.req.method,
        'http.route': route,
        'http.response.status_code': c.res.status,
      });
      if (c.res.status >= 500) active.setStatus({ code: SpanStatusCode.ERROR });
    });
  });
}

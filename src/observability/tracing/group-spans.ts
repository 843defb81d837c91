import type { Tracer } from '@opentelemetry/api';
import type { PostGroup } from '../../services/event/group-commit.ts';
import { inSpan, traceparentOf } from './in-span.ts';

/**
 * A span for the transaction of a group: a part of the one request's trace, or linked to those of several. Members are
 * marked by this span.
 */
export function tracingGroups(tracer: Tracer): (post: PostGroup) => PostGroup {
  return (post) => (group, options) => {
    const { ctx, programId, events, requests } = group;
    const causes = [...requests].flatMap(({ traceparent }) => traceparent ?? []);
    const attributes = { 'perennial.program': programId, 'perennial.events': events.length };
    return inSpan(tracer, { name: 'post events', causes, attributes }, (span) => {
      if (ctx.request === undefined) return post(group, options);
      const { traceId } = span.spanContext();
      const request = { ...ctx.request, traceId, traceparent: traceparentOf(span) };
      return post({ ...group, ctx: { ...ctx, request } }, options);
    });
  };
}

import { SpanKind, trace, type Tracer } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { TRACE_HEADER } from '../../workflows/trace-header.ts';
import { inSpan, traceparentOf } from './in-span.ts';

/** Sends the span that is active along with workflows that are started, and with nudges. */
export const sendingTraces: WorkflowClientInterceptor = {
  startWithDetails: (input, next) => next({ ...input, headers: withTrace(input.headers) }),
  signalWithStart: (input, next) => next({ ...input, headers: withTrace(input.headers) }),
};

/** A span for each activity, in the trace that its workflow was started or nudged with; its log lines name the trace. */
export function tracingActivities(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info: { activityType, attempt, workflowExecution } }) => {
    const attributes = {
      'temporal.activity.attempt': attempt,
      'temporal.workflow.id': workflowExecution?.workflowId,
      'temporal.run.id': workflowExecution?.runId,
    };
    let traceId: string | null = null;
    return {
      inbound: {
        execute: (input, next) => {
          const causes = traceIn(input.headers);
          const span = { name: activityType, kind: SpanKind.CONSUMER, attributes, causes };
          return inSpan(tracer, span, (active) => {
            ({ traceId } = active.spanContext());
            return next(input);
          });
        },
      },
      outbound: {
        getLogAttributes: (input, next) => next(traceId === null ? input : { ...input, traceId }),
      },
    };
  };
}

function withTrace(headers: Headers): Headers {
  const span = trace.getActiveSpan();
  if (span === undefined) return headers;
  return {
    ...headers,
    [TRACE_HEADER]: defaultPayloadConverter.toPayload({ traceparent: traceparentOf(span) }),
  };
}

/** None where there is no header, or one that is not ours to understand. */
function traceIn(headers: Headers): readonly string[] {
  const payload = headers[TRACE_HEADER];
  if (payload === undefined) return [];
  const carrier: unknown = defaultPayloadConverter.fromPayload(payload);
  const isCarrier = typeof carrier === 'object' && carrier !== null && 'traceparent' in carrier;
  return isCarrier && typeof carrier.traceparent === 'string' ? [carrier.traceparent] : [];
}

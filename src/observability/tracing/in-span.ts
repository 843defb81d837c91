import {
  context,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceparent } from './trace-context.ts';

/** A collector keeps no more of one span. */
const LINKS_MAX = 100;

export interface SpanOptions {
  readonly name: string;
  readonly kind?: SpanKind;
  /** Ids, counts and names of definitions only: whoever collects traces may be somebody else. */
  readonly attributes?: Attributes;
  /**
   * The traces that ask for the work, as `traceparent`s: of one it becomes a part, with several it is only linked,
   * because it is no more the one's than the other's. Left out: the span that is active.
   */
  readonly causes?: readonly string[];
  /** Since 1970; now, unless given. */
  readonly startTimeMs?: number;
}

/** Does work inside a span that ends with it. Of an error only its kind is told: messages may quote data. */
export async function inSpan<T>(
  tracer: Tracer,
  { name, causes, startTimeMs, ...options }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { parent, links } =
    causes === undefined ? { parent: context.active(), links: [] } : relationTo(causes);
  const span = { ...options, links, ...(startTimeMs !== undefined && { startTime: startTimeMs }) };
  return tracer.startActiveSpan(name, span, parent, async (active) => {
    try {
      return await work(active);
    } catch (error) {
      active.setStatus({ code: SpanStatusCode.ERROR });
      active.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      active.end();
    }
  });
}

/** A span as others name it in a `traceparent`. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function relationTo(causes: readonly string[]): { readonly parent: Context; readonly links: Link[] } {
  const spans = [...new Set(causes)].slice(0, LINKS_MAX).flatMap((cause) => spanOf(cause) ?? []);
  const [only] = spans;
  return only !== undefined && spans.length === 1
    ? { parent: trace.setSpanContext(ROOT_CONTEXT, only), links: [] }
    : { parent: ROOT_CONTEXT, links: spans.map((span) => ({ context: span })) };
}

function spanOf(traceparent: string): SpanContext | null {
  const read = parseTraceparent(traceparent);
  if (read === null) return null;
  const traceFlags = read.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId: read.traceId, spanId: read.parentId, traceFlags, isRemote: true };
}

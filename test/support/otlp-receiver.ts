import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A span as it arrived. Ids are hexadecimal; a span without a parent has an empty one. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  /** The traces that it is linked to. */
  readonly links: readonly string[];
  /** By name, as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: () => readonly ReceivedSpan[];
  readonly stop: () => Promise<void>;
}

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  links: z.array(z.object({ traceId: z.string() })).default([]),
  attributes: z.array(attribute).default([]),
});
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** A collector on a free port of 127.0.0.1 that takes traces by OTLP over HTTP as JSON, and keeps them in memory. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const kept: ReceivedSpan[] = [];
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await text(incoming);
    if (incoming.url === '/v1/traces') kept.push(...spansIn(request.parse(JSON.parse(body))));
    outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  };
  const server = createServer((incoming, outgoing) => void take(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the receiver listens nowhere');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans: () => kept,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spansIn({ resourceSpans }: z.infer<typeof request>): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = textsOf(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((one) => received(one, service)));
  });
}

function received(one: z.infer<typeof span>, service: string): ReceivedSpan {
  const { name, traceId, spanId, parentSpanId, links, attributes } = one;
  return {
    service,
    name,
    traceId,
    spanId,
    parentSpanId,
    links: links.map((link) => link.traceId),
    attributes: textsOf(attributes),
  };
}

function textsOf(attributes: readonly z.infer<typeof attribute>[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}

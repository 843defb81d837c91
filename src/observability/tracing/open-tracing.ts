import { setTimeout as wait } from 'node:timers/promises';
import { context, diag, DiagLogLevel, type Tracer } from '@opentelemetry/api';
import type { Logger } from '../../adapters/logging.ts';

export interface TracingOptions {
  /** As traces name this process, unless `OTEL_SERVICE_NAME` does. */
  readonly service: string;
  /** The share of the traces that begin here to be exported, from 0 to 1; others do as their parent does. */
  readonly ratio: number;
  readonly logger: Logger;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Exports what is left, within two seconds. */
  readonly close: () => Promise<void>;
}

const CLOSE_MS_MAX = 2_000;

/**
 * Exports spans by OTLP over HTTP to where `OTEL_EXPORTER_OTLP_ENDPOINT` and its relatives say. Once per process. The
 * libraries are loaded only here, so a process that traces nothing does not carry them.
 */
export async function openTracing({ service, ratio, logger }: TracingOptions): Promise<Tracing> {
  const [sdk, resources, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
  ]);
  const given = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': service }).merge(given),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const warn = () => logger.warn('traces cannot be exported');
  diag.setLogger(
    { error: warn, warn, info: () => undefined, debug: () => undefined, verbose: () => undefined },
    DiagLogLevel.ERROR,
  );
  return {
    tracer: provider.getTracer('perennial'),
    close: async () => {
      const limit = new AbortController();
      const timer = wait(CLOSE_MS_MAX, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([provider.shutdown().catch(warn), timer]);
      limit.abort();
      context.disable();
    },
  };
}

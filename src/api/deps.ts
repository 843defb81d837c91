import type { Tracer } from '@opentelemetry/api';
import type { Logger } from '../adapters/logging.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../domain/values/instant.ts';
import type { Authenticate } from '../services/access/authenticate.ts';
import type { Actor, Context, RequestIds } from '../services/context.ts';
import type { recordEvents } from '../services/event/record-events.ts';
import type { DefinitionsStore } from '../services/program/definitions-store.ts';
import type { ObserveRequest } from '../observability/metrics/http-metrics.ts';
import type { ReadinessCheck } from '../observability/readiness.ts';
import type { StartImport } from '../temporal/start-import.ts';
import type { RateLimits } from './rate-limits.ts';
import type { SenderAddress } from './sender-address.ts';

/** Everything the API is made of; the root of the process builds it. */
export interface ApiDeps {
  readonly db: Database;
  readonly definitions: DefinitionsStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly authenticate: Authenticate;
  /** How events get into the log: directly, or gathered with those of other requests. */
  readonly recordEvents: typeof recordEvents;
  /** Has the workflow of an import look. */
  readonly startImport: StartImport;
  /** Of a posted file; 512 MB unless given. */
  readonly uploadBytesMax?: number;
  readonly rateLimits: RateLimits;
  readonly senderAddress: SenderAddress;
  readonly readiness: readonly ReadinessCheck[];
  /** Told of each answered request. */
  readonly onAnswered?: ObserveRequest;
  /** Left out: nothing is traced. */
  readonly tracer?: Tracer;
  /** How members and browsers reach the API, without a slash at the end. */
  readonly publicUrl: string;
}

/** The context of one verb: the instant is taken anew. */
export function contextFor(deps: ApiDeps, actor: Actor, request: RequestIds): Context {
  return { db: deps.db, definitions: deps.definitions, now: deps.clock.now(), actor, request };
}

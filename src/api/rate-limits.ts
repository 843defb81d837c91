import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { EVENTS_PER_BATCH_MAX } from '../schemas/http/event.ts';
import type { ApiContext, ApiEnv } from './api-env.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedRequest } from './refused-request.ts';

/** What this process takes per second, on the average of a window. */
export interface RateLimits {
  /** Of one API key; as all below but the last. */
  readonly readsPerSecond: number;
  /** Requests that change something otherwise than by an event. */
  readonly changesPerSecond: number;
  /** Alone or in batches. */
  readonly eventsPerSecond: number;
  /** Requests from one address without a valid key. */
  readonly strangersPerSecond: number;
}

/** Long enough for a burst, and short enough that whoever was refused can soon go on. */
const WINDOW_SECONDS = 10;

/** What each sender of one kind of requests may ask in a window. */
export interface Allowance {
  readonly name: string;
  readonly limiter: RateLimiterMemory;
  /** As draft-ietf-httpapi-ratelimit-headers has it. */
  readonly policy: string;
}

/** `least` in a window, however low the rate. */
export function allowanceOf(name: string, perSecond: number, least = 1): Allowance {
  const points = Math.max(least, Math.ceil(perSecond * WINDOW_SECONDS));
  return {
    name,
    limiter: new RateLimiterMemory({ points, duration: WINDOW_SECONDS }),
    policy: `"${name}";q=${points};w=${WINDOW_SECONDS}`,
  };
}

/** What is left of an allowance to one sender. */
export class Budget {
  readonly #allowance: Allowance;
  readonly #sender: string;
  #left: RateLimiterRes | null = null;

  constructor(allowance: Allowance, sender: string) {
    this.#allowance = allowance;
    this.#sender = sender;
  }

  /** Refuses `too_many_requests` when not so much is left. */
  async spend(points: number): Promise<void> {
    try {
      this.#left = await this.#allowance.limiter.consume(this.#sender, points);
    } catch (left) {
      if (!(left instanceof RateLimiterRes)) throw left;
      this.#left = left;
      throw tooManyRequests(secondsUntilNext(left));
    }
  }

  /** `RateLimit` and `RateLimit-Policy`; nothing before the first spending. */
  get headers(): Readonly<Record<string, string>> {
    const left = this.#left;
    if (left === null) return {};
    const { name, policy } = this.#allowance;
    return {
      RateLimit: `"${name}";r=${left.remainingPoints};t=${secondsUntilNext(left)}`,
      'RateLimit-Policy': policy,
    };
  }
}

/** Behind authentication: a request costs its key 1 of what its kind is allowed. Refuses `too_many_requests`. */
export function rateLimits({ rateLimits: limits }: ApiDeps) {
  const allowances = {
    reads: allowanceOf('reads', limits.readsPerSecond),
    changes: allowanceOf('changes', limits.changesPerSecond),
    events: allowanceOf('events', limits.eventsPerSecond, EVENTS_PER_BATCH_MAX),
  };
  return createMiddleware<ApiEnv>(async (c, next) => {
    const budget = new Budget(allowances[kindOf(c)], c.get('actor').keyId);
    c.set('budget', budget);
    await budget.spend(1);
    return next();
  });
}

/** For a request that brings many events: what they cost beyond the request itself. Refuses `too_many_requests`. */
export async function spendOnEvents(c: ApiContext, events: number): Promise<void> {
  if (events > 1) await c.get('budget').spend(events - 1);
}

function kindOf({ req: { method, path } }: ApiContext): 'reads' | 'changes' | 'events' {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return path.startsWith('/v1/events') ? 'events' : 'changes';
}

/** `too_many_requests`, with `Retry-After`. */
export function tooManyRequests(retryAfterSeconds: number): RefusedRequest {
  return new RefusedRequest(
    { code: 'too_many_requests', detail: `The next are taken in ${retryAfterSeconds} seconds.` },
    { headers: { 'Retry-After': String(retryAfterSeconds) } },
  );
}

/** Until an allowance is whole again, rounded up. */
export function secondsUntilNext({ msBeforeNext }: RateLimiterRes): number {
  return Math.ceil(msBeforeNext / 1_000);
}

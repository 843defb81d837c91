import { createMiddleware } from 'hono/factory';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { parseKeyText } from '../services/access/key-text.ts';
import type { ApiEnv } from './api-env.ts';
import { keyGivenIn } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { allowanceOf, secondsUntilNext, tooManyRequests } from './rate-limits.ts';

/** More would be forgotten all at once, and known again with their next requests. */
const KNOWN_KEYS_MAX = 1_000;

/**
 * Before authentication: an address that sends too many requests without a valid key is not listened to for a while,
 * so that nobody tries keys in earnest. Keys that were valid here before are let through all the same: they may belong
 * to neighbours behind one address. Refuses `too_many_requests`.
 */
export function strangers({ rateLimits, senderAddress }: ApiDeps) {
  const { limiter } = allowanceOf('strangers', rateLimits.strangersPerSecond);
  const shutOut = new Map<string, RateLimiterRes>();
  const known = new Set<string>();

  async function count(address: string): Promise<void> {
    const left = await limiter.consume(address).catch((refused: unknown) => refused);
    if (!(left instanceof RateLimiterRes) || left.remainingPoints > 0) return;
    shutOut.set(address, left);
    setTimeout(() => shutOut.delete(address), left.msBeforeNext).unref();
  }

  return createMiddleware<ApiEnv>(async (c, next) => {
    const refused = shutOut.size === 0 ? undefined : shutOut.get(senderAddress(c));
    if (refused !== undefined && !known.has(parseKeyText(keyGivenIn(c) ?? '')?.id ?? '')) {
      throw tooManyRequests(secondsUntilNext(refused));
    }
    await next();
    if (c.res.status === 401) return count(senderAddress(c));
    const keyId = c.get('actor')?.keyId;
    if (keyId === undefined || known.has(keyId)) return;
    if (known.size >= KNOWN_KEYS_MAX) known.clear();
    known.add(keyId);
  });
}

import { RateLimiterRes } from 'rate-limiter-flexible';
import { parseKeyText } from '../services/access/key-text.ts';
import type { ApiContext } from './api-env.ts';
import type { ApiDeps } from './deps.ts';
import { allowanceOf, secondsUntilNext, tooManyRequests } from './rate-limits.ts';

/** More would be forgotten all at once, and known again with their next requests. */
const KNOWN_KEYS_MAX = 1_000;

/** Keeps an address that sends many requests without a valid key from trying keys in earnest. */
export interface Strangers {
  /**
   * Refuses `too_many_requests` to an address that had its allowance. A key that was valid here before is let through
   * all the same: it may belong to a neighbour behind one address.
   */
  readonly refuse: (c: ApiContext, key: string | null) => void;
  /** A request had no valid key. */
  readonly count: (c: ApiContext) => Promise<void>;
  /** A key is valid. */
  readonly know: (keyId: string) => void;
}

/** For one process: what it knows of addresses and keys, others do not. */
export function createStrangers({
  rateLimits,
  senderAddress,
}: Pick<ApiDeps, 'rateLimits' | 'senderAddress'>): Strangers {
  const { limiter } = allowanceOf('strangers', rateLimits.strangersPerSecond);
  const shutOut = new Map<string, RateLimiterRes>();
  const known = new Set<string>();
  return {
    refuse(c, key) {
      const until = shutOut.size === 0 ? undefined : shutOut.get(senderAddress(c));
      if (until === undefined || known.has(parseKeyText(key ?? '')?.id ?? '')) return;
      throw tooManyRequests(secondsUntilNext(until));
    },
    async count(c) {
      const address = senderAddress(c);
      const left = await limiter.consume(address).catch((refused: unknown) => refused);
      if (!(left instanceof RateLimiterRes) || left.remainingPoints > 0) return;
      shutOut.set(address, left);
      setTimeout(() => shutOut.delete(address), left.msBeforeNext).unref();
    },
    know(keyId) {
      if (known.has(keyId)) return;
      if (known.size >= KNOWN_KEYS_MAX) known.clear();
      known.add(keyId);
    },
  };
}

import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiEnv } from './api-env.ts';
import { contextFor } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedRequest } from './refused-request.ts';
import { createStrangers } from './strangers.ts';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Lets a request through that carries a valid API key, and notes whom the key stands for. Refuses `unauthenticated`,
 * and `too_many_requests` to an address that was refused too often.
 */
export function authentication(deps: ApiDeps) {
  const { authenticate, clock } = deps;
  const strangers = createStrangers(deps);
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = keyGivenIn(c);
    strangers.refuse(c, key);
    const actor = key === null ? null : await authenticate(key, clock.now());
    if (actor === null) {
      await strangers.count(c);
      throw key === null ? noKey() : noValidKey();
    }
    strangers.know(actor.keyId);
    c.set('actor', actor);
    c.set('newContext', () => contextFor(deps, actor, c.get('ids')));
    return next();
  });
}

/** The text of the API key in `Authorization`, empty when there is something else in it; null without that header. */
function keyGivenIn(c: ApiContext): string | null {
  const header = c.req.header('Authorization');
  return header === undefined ? null : (BEARER.exec(header)?.[1] ?? '');
}

function noKey(): RefusedRequest {
  return unauthenticated('The request carries no API key.', 'Bearer realm="perennial"');
}

function noValidKey(): RefusedRequest {
  return unauthenticated('The API key is not valid.', 'Bearer realm="perennial", error="invalid_token"');
}

function unauthenticated(detail: string, challenge: string): RefusedRequest {
  return new RefusedRequest(
    { code: 'unauthenticated', detail },
    { headers: { 'WWW-Authenticate': challenge } },
  );
}

import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiEnv } from './api-env.ts';
import { contextFor } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedRequest } from './refused-request.ts';

const BEARER = /^Bearer +(\S+)$/i;

/** Lets a request through that carries a valid API key, and notes whom the key stands for. Refuses `unauthenticated`. */
export function authentication(deps: ApiDeps) {
  const { authenticate, clock } = deps;
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = keyGivenIn(c);
    if (key === null) throw unauthenticated('The request carries no API key.', 'Bearer realm="perennial"');
    const actor = await authenticate(key, clock.now());
    if (actor === null) {
      throw unauthenticated('The API key is not valid.', 'Bearer realm="perennial", error="invalid_token"');
    }
    c.set('actor', actor);
    c.set('newContext', () => contextFor(deps, actor, c.get('ids')));
    await next();
  });
}

/** The text of the API key in `Authorization`, empty when there is something else in it; null without that header. */
export function keyGivenIn(c: ApiContext): string | null {
  const header = c.req.header('Authorization');
  return header === undefined ? null : (BEARER.exec(header)?.[1] ?? '');
}

function unauthenticated(detail: string, challenge: string): RefusedRequest {
  return new RefusedRequest(
    { code: 'unauthenticated', detail },
    { headers: { 'WWW-Authenticate': challenge } },
  );
}

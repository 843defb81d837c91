import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import type { KeyActor } from '../services/access/authenticate.ts';
import type { Context, RequestIds } from '../services/context.ts';
import type { Budget } from './rate-limits.ts';

/** What middleware leaves for the handlers of a request. */
export interface ApiEnv {
  Bindings: {
    /** What came in, where a server took it; its socket names the peer. */
    incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
  };
  Variables: {
    ids: RequestIds;
    /** Set wherever an API key is needed. */
    actor: KeyActor;
    /** Set together with the actor. */
    newContext: () => Context;
    /** Set together with the actor: what is left to the API key. */
    budget: Budget;
    /** What `jsonBody` read. */
    body?: unknown;
  };
}

export type ApiContext = HonoContext<ApiEnv>;

/** The context of one verb of a request with an API key: the instant is taken anew. */
export function contextOf(c: ApiContext): Context {
  return c.get('newContext')();
}

/** An empty set of routes; problems are made by the application that mounts it. */
export function newRoutes(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>();
}

import { OpenAPIHono } from '@hono/zod-openapi';
import type { KeyActor } from '../services/access/authenticate.ts';

/** What middleware leaves for the handlers of a request. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    /** Set wherever an API key is needed. */
    actor: KeyActor;
  };
}

/** An empty set of routes; problems are made by the application that mounts it. */
export function newRoutes(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>();
}

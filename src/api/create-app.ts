import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { timeout } from 'hono/timeout';
import { z } from 'zod';
import { issueWords } from '../schemas/http/issue-words.ts';
import { acceptable } from './acceptable.ts';
import { answerHeaders } from './answer-headers.ts';
import type { ApiEnv } from './api-env.ts';
import { authentication } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { refuseInvalid } from './invalid-input.ts';
import { problemHandler, problemResponse } from './problem.ts';
import { rateLimits } from './rate-limits.ts';
import { RefusedRequest } from './refused-request.ts';
import { requestIds } from './request-ids.ts';
import { requestLog } from './request-log.ts';
import { requestSpans } from './request-spans.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { balanceRoutes } from './routes/balances.ts';
import { consentRoutes } from './routes/consents.ts';
import { eventBatchRoutes } from './routes/event-batches.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { instructionRoutes } from './routes/instructions.ts';
import { journeyRoutes } from './routes/journeys.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { memberRoutes } from './routes/members.ts';
import { problemRoutes } from './routes/problems.ts';
import { redemptionRoutes } from './routes/redemptions.ts';
import { referenceRoutes } from './routes/reference.ts';
import { returnRoutes } from './routes/returns.ts';
import { runRoutes } from './routes/runs.ts';
import { sendingRoutes } from './routes/sending.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';

/** A request that takes longer is answered 503; the database gives up on its statements by then. */
const REQUEST_MS_MAX = 4_800;
/** A file takes as long as it takes to arrive. */
const FILES_PATH = '/v1/imports';

/**
 * The HTTP API as a function of what it is made of. Everything under `/v1` needs an API key; the rest is public.
 * What Zod finds in requests is said in the API's words, for the whole process.
 */
export function createApp(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  z.config({ customError: issueWords });
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `pk_…`.',
  });

  app.use(requestIds);
  if (deps.tracer !== undefined) app.use('/v1/*', requestSpans(deps.tracer));
  app.use(requestLog(deps));
  app.use(answerHeaders);
  app.use(timeLimit());
  app.use('/v1/*', authentication(deps), rateLimits(deps), acceptable);

  for (const routes of [
    memberRoutes(),
    consentRoutes(),
    balanceRoutes(),
    ledgerRoutes(),
    instructionRoutes(),
    approvalRoutes(),
    redemptionRoutes(),
    returnRoutes(),
    timelineRoutes(),
    runRoutes(),
    eventRoutes(deps),
    eventBatchRoutes(deps),
    importRoutes(deps),
    journeyRoutes(),
    sendingRoutes(),
    unsubscribeRoutes(deps),
    healthRoutes(deps),
    problemRoutes(),
    referenceRoutes(app),
  ]) {
    app.route('/', routes);
  }

  app.onError(problemHandler(deps.publicUrl, deps.logger));
  app.notFound(nothingFound(app, deps.publicUrl));
  return app;
}

/** Hono's own `except` would match its paths anew for every request, which takes longer than all other middleware. */
function timeLimit(): MiddlewareHandler {
  const limited = timeout(REQUEST_MS_MAX, new HTTPException(504));
  return (c, next) => (c.req.path === FILES_PATH ? next() : limited(c, next));
}

/** 404; where the path has other methods than the one that was asked for, 405 with those it has. */
function nothingFound(app: OpenAPIHono<ApiEnv>, publicUrl: string): NotFoundHandler<ApiEnv> {
  const refuseMethod = methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const detail = `${c.req.method} is not among ${methods.join(', ')}.`;
      const refusal = { code: 'method_not_allowed', detail } as const;
      return problemResponse(
        c,
        publicUrl,
        new RefusedRequest(refusal, { headers: { Allow: methods.join(', ') } }),
      );
    },
  });
  const refusal = { code: 'not_found', detail: 'There is nothing at this path.' } as const;
  return async (c) => {
    await refuseMethod(c, async () => {
      c.res = problemResponse(c, publicUrl, new RefusedRequest(refusal));
    });
    return c.res;
  };
}

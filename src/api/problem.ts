import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describeError } from '../adapters/logging.ts';
import type { Logger } from '../adapters/logging.ts';
import { isOutage } from '../db/outage.ts';
import { REFUSALS } from '../domain/refusal/refusal-code.ts';
import type { Refusal } from '../domain/values/result.ts';
import type { Problem } from '../schemas/http/problem.ts';
import type { RequestIds } from '../services/context.ts';
import { TryLater } from '../services/event/group-commit.ts';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';
import type { PlacedError } from './refused-request.ts';

const RETRY_AFTER_SECONDS = 2;

/** The problem of a refusal, as a body or inside the result of a batch. */
export function problemOf(
  { code, detail, pointer }: Refusal,
  request: {
    readonly publicUrl: string;
    readonly ids: RequestIds;
    readonly errors?: readonly PlacedError[];
  },
): Problem {
  const placed = pointer === undefined ? [] : [{ pointer, detail }];
  const errors = [...(request.errors ?? []), ...placed];
  return {
    type: `${request.publicUrl}/problems/${code}`,
    title: REFUSALS[code].title,
    status: REFUSALS[code].status,
    detail,
    code,
    ...(errors.length > 0 && { errors }),
    ...request.ids,
  };
}

/** Turns whatever a handler threw into a problem. What nobody expected is logged, and answered without a word about it. */
export function problemHandler(publicUrl: string, logger: Logger): ErrorHandler<ApiEnv> {
  return (error, c) => {
    const refused = refusedBy(error);
    logUnexpected(logger, c, refused, error);
    return problemResponse(c, publicUrl, refused);
  };
}

export function problemResponse(c: Context<ApiEnv>, publicUrl: string, refused: RefusedRequest): Response {
  const { refusal, errors, headers } = refused;
  const problem = problemOf(refusal, { publicUrl, ids: c.get('ids'), errors });
  return c.body(JSON.stringify(problem), statusOf(refused), {
    ...headers,
    'Content-Type': 'application/problem+json',
  });
}

export function statusOf({ refusal }: RefusedRequest): ContentfulStatusCode {
  return REFUSALS[refusal.code].status;
}

/** A failure that is a bug of ours gets a line in the log, which the ids in the problem lead to. */
export function logUnexpected(
  logger: Logger,
  c: Context<ApiEnv>,
  { refusal }: RefusedRequest,
  error: Error,
): void {
  if (refusal.code !== 'internal') return;
  logger.error({ ...c.get('ids'), error: describeError(error) }, 'request failed');
}

/** What a request is refused with when this was thrown. */
export function refusedBy(error: Error): RefusedRequest {
  if (error instanceof RefusedRequest) return error;
  if (error instanceof HTTPException) return refusedByFramework(error.status);
  if (error instanceof TryLater) return unavailable(error.message);
  return isOutage(error)
    ? unavailable('The database does not answer at the moment.')
    : new RefusedRequest({ code: 'internal', detail: 'The request could not be completed.' });
}

function refusedByFramework(status: number): RefusedRequest {
  switch (status) {
    case 400:
      return new RefusedRequest({ code: 'malformed_json', detail: 'The body is not JSON.' });
    case 415:
      return new RefusedRequest({
        code: 'unsupported_media_type',
        detail: 'The body has another content type.',
      });
    case 504:
      return unavailable('The request took too long.');
    default:
      return new RefusedRequest({ code: 'internal', detail: 'The request could not be completed.' });
  }
}

function unavailable(detail: string): RefusedRequest {
  return new RefusedRequest(
    { code: 'unavailable', detail },
    { headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } },
  );
}

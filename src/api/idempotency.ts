import { createMiddleware } from 'hono/factory';
import { fingerprint } from '../domain/values/hash.ts';
import { parseIdempotencyKey } from '../schemas/http/idempotency-key.ts';
import { answerOnce } from '../services/request/answer-once.ts';
import type { Answer, KeyedRequest } from '../services/request/answer-once.ts';
import type { ApiContext, ApiEnv } from './api-env.ts';
import { RefusedRequest, refuseRequest } from './refused-request.ts';

const RETRY_AFTER_SECONDS = 1;

/**
 * For a route that changes something: a request with an `Idempotency-Key` is answered once, and its answer is kept in
 * the transaction of the change. Behind `jsonBody`, so that a body that cannot be read does not use the key up. Refuses
 * `idempotency_key_missing` where the key is required, `idempotency_key_malformed`, and what `answerOnce` refuses.
 */
export function idempotencyKey(demand: 'required' | 'optional') {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = givenKey(c);
    if (key !== null) return answerByKey(c, key, next);
    if (demand === 'required') {
      refuseRequest('idempotency_key_missing', 'Nothing else tells this request from another one like it.');
    }
    return next();
  });
}

/** The key that the sender gave; null: none. Refuses `idempotency_key_malformed`. */
export function givenKey(c: ApiContext): string | null {
  const header = c.req.header('Idempotency-Key');
  if (header === undefined) return null;
  const key = parseIdempotencyKey(header);
  if (key !== null) return key;
  return refuseRequest('idempotency_key_malformed', 'The header is not one key of 1 to 255 characters.');
}

/** The answer of an earlier time; undefined when the request was answered now, by `next`. */
async function answerByKey(
  c: ApiContext,
  key: string,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const newContext = c.get('newContext');
  const answered = await answerOnce(newContext(), keyedRequest(c, key), async ({ db, followUps }) => {
    c.set('newContext', () => ({ ...newContext(), db, ...(followUps && { followUps }) }));
    await next();
    if (!isLasting(c.res.status)) throw c.error ?? new Error(`answered ${c.res.status}`);
    return answerIn(c.res);
  }).catch((error: unknown) => {
    // The request has been answered by then: the error was thrown again only to undo what was written.
    if (error === c.error) return null;
    throw error;
  });
  if (answered === null) return undefined;
  if (!answered.ok)
    throw new RefusedRequest(answered.refusal, { headers: retryAfter(answered.refusal.code) });
  return answered.value.isReplay ? replay(answered.value.answer) : undefined;
}

function keyedRequest(c: ApiContext, key: string): KeyedRequest {
  const { programId, source } = c.get('actor');
  const { method, path } = c.req;
  return {
    programId,
    source,
    key,
    fingerprint: fingerprint({ method, path, programId, source, body: c.get('body') ?? null }),
  };
}

/** Whether the same request would be answered the same: not when we failed, or were too busy. */
function isLasting(status: number): boolean {
  return status < 500 && status !== 429;
}

async function answerIn(response: Response): Promise<Answer> {
  return {
    status: response.status,
    contentType: response.headers.get('Content-Type') ?? 'application/json',
    location: response.headers.get('Location'),
    etag: response.headers.get('ETag'),
    body: await response.clone().text(),
  };
}

function replay({ status, contentType, location, etag, body }: Answer): Response {
  const headers = new Headers({ 'Content-Type': contentType, 'Idempotency-Replayed': 'true' });
  if (location !== null) headers.set('Location', location);
  if (etag !== null) headers.set('ETag', etag);
  return new Response(body, { status, headers });
}

function retryAfter(code: string): Record<string, string> {
  return code === 'request_in_progress' ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {};
}

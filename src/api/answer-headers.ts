import { createMiddleware } from 'hono/factory';
import type { ApiContext, ApiEnv } from './api-env.ts';

/** Answers are data: nothing may be framed, run, guessed or kept. Pages state what they need instead. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const whole = new WeakSet<Response>();

/** Adds the request's id, what is left to its key, and the headers for safety that a handler did not set itself. */
export const answerHeaders = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  if (whole.has(c.res)) return;
  const { headers } = c.res;
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  for (const [name, value] of Object.entries(ownHeaders(c))) headers.set(name, value);
});

/**
 * A JSON answer with all its headers, for the route that is called most: the server writes plain headers as they are,
 * while `answerHeaders` has to make an object of the Fetch standard of them.
 */
export function wholeJsonAnswer(c: ApiContext, body: unknown): Response {
  const headers = {
    'Content-Type': 'application/json',
    ...SECURITY_HEADERS,
    ...ownHeaders(c),
  };
  const answer = new Response(JSON.stringify(body), { status: 200, headers });
  whole.add(answer);
  return answer;
}

function ownHeaders(c: ApiContext): Readonly<Record<string, string>> {
  return { 'X-Request-Id': c.get('ids').requestId, ...c.get('budget')?.headers };
}

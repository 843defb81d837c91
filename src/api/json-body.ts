import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { findUnstorable } from '../schemas/http/storable-json.ts';
import type { ApiEnv } from './api-env.ts';
import { readBodyText } from './body-text.ts';
import { refuseErrors } from './invalid-input.ts';
import { RefusedRequest, refuseRequest } from './refused-request.ts';

const BODY_BYTES_MAX = 1_000_000;

/** For routes with a body: reads it as JSON that can be kept exactly, before its schema looks at it. */
export const jsonBody = createMiddleware<ApiEnv>(async (c, next) => {
  const text = await readJsonText(c);
  const value = parseJson(text);
  refuseUnstorable(value);
  c.set('body', value);
  // Hono would read the stream, which is spent, once more.
  c.req.json = async () => JSON.parse(text);
  await next();
});

/**
 * The body as its schema has it, for the route that is called most: it spares the middleware that `jsonBody` needs, and
 * zod is faster when it need not wait for anything. Refuses `invalid_input`, and what `jsonBody` refuses.
 */
export async function readJson<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const value = parseJson(await readJsonText(c));
  refuseUnstorable(value);
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : refuseErrors(parsed.error, 'json');
}

/** Refuses `malformed_json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuseRequest('malformed_json', 'The body is not JSON.');
  }
}

async function readJsonText(c: Context): Promise<string> {
  return readBodyText(c, { mediaTypes: ['application/json'], bytesMax: BODY_BYTES_MAX });
}

function refuseUnstorable(value: unknown): void {
  const fault = findUnstorable(value);
  if (fault !== null) throw new RefusedRequest({ code: 'invalid_input', ...fault });
}

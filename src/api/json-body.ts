import { createMiddleware } from 'hono/factory';
import { findUnstorable } from '../schemas/http/storable-json.ts';
import { readBodyText } from './body-text.ts';
import { RefusedRequest, refuseRequest } from './refused-request.ts';

const BODY_BYTES_MAX = 1_000_000;

/** For routes with a body: reads it as JSON that can be kept exactly, before its schema looks at it. */
export const jsonBody = createMiddleware(async (c, next) => {
  const text = await readBodyText(c, { mediaTypes: ['application/json'], bytesMax: BODY_BYTES_MAX });
  const fault = findUnstorable(parseJson(text));
  if (fault !== null) {
    throw new RefusedRequest({ code: 'invalid_input', ...fault });
  }
  // Hono would read the stream, which is spent, once more.
  c.req.json = async () => JSON.parse(text);
  await next();
});

/** Refuses `malformed_json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuseRequest('malformed_json', 'The body is not JSON.');
  }
}

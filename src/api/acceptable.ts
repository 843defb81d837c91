import { createMiddleware } from 'hono/factory';
import { refuseRequest } from './refused-request.ts';

/** Ranges that JSON, or a problem, falls into. */
const JSON_RANGE = /^(\*\/\*|application\/(\*|json|problem\+json))$/;

/** Refuses `not_acceptable` when the sender does not accept JSON in any form. */
export const acceptable = createMiddleware(async (c, next) => {
  const accept = c.req.header('Accept');
  if (accept !== undefined && !acceptsJson(accept)) {
    refuseRequest('not_acceptable', 'Answers are application/json, which the Accept header excludes.');
  }
  await next();
});

function acceptsJson(accept: string): boolean {
  return accept.split(',').some((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return JSON_RANGE.test(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

import { createMiddleware } from 'hono/factory';
import { refuseRequest } from './refused-request.ts';

/** Ranges that JSON, or a problem, falls into. */
const JSON_RANGE = /^(\*\/\*|application\/(\*|json|problem\+json))$/;
/** Ranges that a file of an import falls into, on the paths that answer one. */
const FILE_RANGE = /^(\*\/\*|text\/(\*|csv)|application\/(\*|x-ndjson))$/;
const FILE_PATH = /^\/v1\/imports\/[^/]+\/rejects$/;

/** Refuses `not_acceptable` when the sender accepts no form of the answer. */
export const acceptable = createMiddleware(async (c, next) => {
  const accept = c.req.header('Accept');
  const isFile = FILE_PATH.test(c.req.path);
  if (accept !== undefined && !accepts(accept, isFile ? FILE_RANGE : JSON_RANGE)) {
    const what = isFile ? 'The answer is text/csv or application/x-ndjson' : 'Answers are application/json';
    refuseRequest('not_acceptable', `${what}, which the Accept header excludes.`);
  }
  await next();
});

function accepts(accept: string, answered: RegExp): boolean {
  return accept.split(',').some((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return answered.test(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

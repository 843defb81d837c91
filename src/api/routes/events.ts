import { createRoute } from '@hono/zod-openapi';
import type { RefusalCode } from '../../domain/refusal/refusal-code.ts';
import { answerOutput } from '../../schemas/http/answer.ts';
import { eventInput, incomingEvent } from '../../schemas/http/event.ts';
import { wholeJsonAnswer } from '../answer-headers.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { answerBody } from '../bodies/answer-body.ts';
import type { ApiDeps } from '../deps.ts';
import { readJson } from '../json-body.ts';
import { RefusedRequest, valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

/** Why an event may be refused, alone or in a batch. */
const EVENT_REFUSALS: readonly RefusalCode[] = [
  'unknown_member',
  'no_program',
  'reserved_type',
  'foreign_source',
  'wrong_currency',
  'unknown_topic',
  'occurred_too_early',
  'occurred_in_future',
  'key_conflict',
  'points_overflow',
];

const recordEvent = createRoute({
  method: 'post',
  path: '/v1/events',
  tags: ['events'],
  summary: 'Record an event',
  description:
    'Appends the event to the member’s log and awards points, in one transaction. Sending it again is safe: the ' +
    'first answer comes back with status `duplicate`.',
  request: { body: jsonRequest(eventInput) },
  responses: { 200: jsonAnswer('Recorded.', answerOutput), ...problems(EVENT_REFUSALS, { body: true }) },
});

/** Events come in here, one at a time. */
export function eventRoutes(deps: ApiDeps) {
  const routes = newRoutes();

  // The body is read by `readJson`, so the route is described and taken in separately.
  routes.openAPIRegistry.registerPath(recordEvent);
  routes.post(recordEvent.path, async (c) => {
    const { source, programId } = c.get('actor');
    const event = valueOf(incomingEvent(await readJson(c, eventInput), source));
    const [item] = await deps.recordEvents(contextOf(c), programId, [event]);
    if (item === undefined) throw new Error('recordEvents answered nothing');
    if (item.status === 'refused') throw new RefusedRequest(item.refusal);
    return wholeJsonAnswer(c, answerBody(item.status, item.answer));
  });

  return routes;
}

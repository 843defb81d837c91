import { createRoute } from '@hono/zod-openapi';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import {
  journeyOutput,
  journeyParams,
  resumeInput,
  runRequestedOutput,
  runRequestInput,
} from '../../schemas/http/journey.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { pauseJourney } from '../../services/journey/pause-journey.ts';
import { requestRun } from '../../services/journey/request-run.ts';
import { resumeJourney } from '../../services/journey/resume-journey.ts';
import { stopJourney } from '../../services/journey/stop-journey.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { journeyBody } from '../bodies/journey-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const tags = ['journeys'];

const enter = createRoute({
  method: 'post',
  path: '/v1/journeys/{id}/runs',
  tags,
  summary: 'Ask a journey to take a member in',
  description:
    'For journeys with `entry: { api: true }`. The request is recorded; the journey’s own rules (who, re-entry) then ' +
    'decide. Sending it again is safe.',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: journeyParams, headers: optionalKeyHeader, body: jsonRequest(runRequestInput) },
  responses: {
    202: jsonAnswer('Recorded.', runRequestedOutput),
    ...problems(
      [
        'no_program',
        'unknown_journey',
        'journey_not_enterable',
        'unknown_member',
        'member_merged',
        'key_conflict',
      ],
      {
        body: true,
        key: 'optional',
      },
    ),
  },
});

const pause = createRoute({
  method: 'post',
  path: '/v1/journeys/{id}/pause',
  tags,
  summary: 'Hold a journey',
  description: 'Nobody enters, deadlines wait, nothing is sent; exits still act.',
  middleware: [idempotencyKey('optional')] as const,
  request: { params: journeyParams, headers: optionalKeyHeader },
  responses: {
    200: jsonAnswer('Paused.', journeyOutput),
    ...problems(['no_program', 'unknown_journey', 'journey_stopped', 'invalid_input'], { key: 'optional' }),
  },
});

const resume = createRoute({
  method: 'post',
  path: '/v1/journeys/{id}/resume',
  tags,
  summary: 'End a journey’s pause',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { params: journeyParams, headers: optionalKeyHeader, body: jsonRequest(resumeInput) },
  responses: {
    200: jsonAnswer('Running.', journeyOutput),
    ...problems(['no_program', 'unknown_journey', 'journey_stopped'], { body: true, key: 'optional' }),
  },
});

const stop = createRoute({
  method: 'post',
  path: '/v1/journeys/{id}/stop',
  tags,
  summary: 'End a journey for good',
  description: 'Nobody enters, and open runs end with reason `stopped`. Only a new version starts it again.',
  middleware: [idempotencyKey('optional')] as const,
  request: { params: journeyParams, headers: optionalKeyHeader },
  responses: {
    200: jsonAnswer('Stopped.', journeyOutput),
    ...problems(['no_program', 'unknown_journey', 'invalid_input'], { key: 'optional' }),
  },
});

/** Entering by request, and the stop buttons of one journey. */
export function journeyRoutes() {
  const routes = newRoutes();

  routes.openapi(enter, async (c) => {
    const { programId, source } = c.get('actor');
    const { requestId, member, data = {} } = c.req.valid('json');
    const journeyId = c.req.valid('param').id;
    const ctx = contextOf(c);
    const { status, eventId } = valueOf(
      await requestRun(ctx, { programId, journeyId, requestId, source, member, data }),
    );
    return c.json({ status, eventId: publicId('evt', eventId) }, 202);
  });

  routes.openapi(pause, async (c) => {
    const address = { programId: c.get('actor').programId, journeyId: c.req.valid('param').id };
    return c.json(journeyBody(valueOf(await pauseJourney(contextOf(c), address))), 200);
  });

  routes.openapi(resume, async (c) => {
    const address = { programId: c.get('actor').programId, journeyId: c.req.valid('param').id };
    const { onResume } = c.req.valid('json');
    const resumed = await resumeJourney(contextOf(c), { ...address, onResume });
    return c.json(journeyBody(valueOf(resumed)), 200);
  });

  routes.openapi(stop, async (c) => {
    const address = { programId: c.get('actor').programId, journeyId: c.req.valid('param').id };
    return c.json(journeyBody(valueOf(await stopJourney(contextOf(c), address))), 200);
  });

  return routes;
}

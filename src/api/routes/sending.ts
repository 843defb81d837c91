import { createRoute, z } from '@hono/zod-openapi';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { instantOutput, instantText } from '../../schemas/http/instant.ts';
import { pauseSending } from '../../services/sending/pause-sending.ts';
import type { Sending } from '../../services/sending/pause-sending.ts';
import { resumeSending } from '../../services/sending/resume-sending.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { idempotencyKey } from '../idempotency.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const tags = ['sending'];

const sendingOutput = z
  .strictObject({
    pausedAt: instantOutput.nullable().meta({ description: 'Null: messages leave the house.' }),
  })
  .meta({ id: 'Sending', example: { pausedAt: '2026-11-22T10:00:00.000Z' } });

const pause = createRoute({
  method: 'post',
  path: '/v1/sending/pause',
  tags,
  summary: 'Hold every message of the program',
  description: 'No message is claimed until sending is resumed; journeys go on up to their next message.',
  middleware: [idempotencyKey('optional')] as const,
  request: { headers: optionalKeyHeader },
  responses: { 200: jsonAnswer('Paused.', sendingOutput), ...problems(['no_program'], { key: 'optional' }) },
});

const resume = createRoute({
  method: 'post',
  path: '/v1/sending/resume',
  tags,
  summary: 'Let messages leave again',
  description: 'What was held back leaves at the sending queue’s rate.',
  middleware: [idempotencyKey('optional')] as const,
  request: { headers: optionalKeyHeader },
  responses: { 200: jsonAnswer('Resumed.', sendingOutput), ...problems(['no_program'], { key: 'optional' }) },
});

/** The stop button of everything that leaves the house. */
export function sendingRoutes() {
  const routes = newRoutes();
  routes.openapi(pause, async (c) => {
    const { programId } = c.get('actor');
    return c.json(bodyOf(valueOf(await pauseSending(contextOf(c), programId))), 200);
  });
  routes.openapi(resume, async (c) => {
    const { programId } = c.get('actor');
    return c.json(bodyOf(valueOf(await resumeSending(contextOf(c), programId))), 200);
  });
  return routes;
}

function bodyOf({ pausedAt }: Sending): z.infer<typeof sendingOutput> {
  return { pausedAt: instantText(pausedAt) };
}

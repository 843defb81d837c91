import { createRoute } from '@hono/zod-openapi';
import type { Refusal } from '../../domain/values/result.ts';
import { consentInput, consentsOutput } from '../../schemas/http/consent.ts';
import { requiredKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { changeConsent } from '../../services/member/change-consent.ts';
import { findMember } from '../../services/member/find-member.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { consentBodies } from '../bodies/member-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { RefusedRequest, valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const change = createRoute({
  method: 'post',
  path: '/v1/members/{id}/consents',
  tags: ['members'],
  summary: 'Give or withdraw a consent',
  description:
    'Recorded in the member’s log. Without consent to a topic on a channel there is no marketing on it.',
  middleware: [jsonBody, idempotencyKey('required')] as const,
  request: { params: memberParams, headers: requiredKeyHeader, body: jsonRequest(consentInput) },
  responses: {
    200: jsonAnswer('Recorded; all consents of the member.', consentsOutput),
    ...problems(
      ['no_program', 'unknown_member', 'unknown_topic', 'occurred_too_early', 'occurred_in_future'],
      {
        body: true,
        key: 'required',
      },
    ),
  },
});

/** What a member agreed to hear about. */
export function consentRoutes() {
  const routes = newRoutes();
  routes.openapi(change, async (c) => {
    const { programId, source } = c.get('actor');
    const ctx = contextOf(c);
    const memberId = c.req.valid('param').id;
    const changed = await changeConsent(ctx, programId, { memberId, source, ...c.req.valid('json') });
    if (!changed.ok) throw new RefusedRequest(placedInBody(changed.refusal));
    const { consents } = valueOf(await findMember(ctx, programId, { id: memberId }));
    return c.json({ consents: consentBodies(consents) }, 200);
  });
  return routes;
}

/** The refusal speaks of the event that was made of the body: its data is the body, its member stands in the path. */
function placedInBody({ code, detail, pointer = '' }: Refusal): Refusal {
  return pointer.startsWith('/member')
    ? { code, detail }
    : { code, detail, pointer: pointer.replace(/^\/data/, '') };
}

import { createRoute, z } from '@hono/zod-openapi';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import { enrolmentInput, memberChangeInput, memberOutput, memberParams } from '../../schemas/http/member.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { externalIdInput } from '../../schemas/http/text.ts';
import { changeMember } from '../../services/member/change-member.ts';
import { enrolMember } from '../../services/member/enrol-member.ts';
import { findMember } from '../../services/member/find-member.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { memberBody } from '../bodies/member-body.ts';
import { idempotencyKey } from '../idempotency.ts';
import { jsonBody } from '../json-body.ts';
import { refuseRequest, valueOf } from '../refused-request.ts';
import { jsonAnswer, jsonRequest, problems } from '../responses.ts';

const tags = ['members'];

const enrol = createRoute({
  method: 'post',
  path: '/v1/members',
  tags,
  summary: 'Enrol a member',
  middleware: [jsonBody, idempotencyKey('optional')] as const,
  request: { headers: optionalKeyHeader, body: jsonRequest(enrolmentInput) },
  responses: {
    201: jsonAnswer('Enrolled; `Location` and `ETag` are set.', memberOutput),
    ...problems(['no_program', 'member_exists', 'unknown_topic', 'unknown_attribute', 'occurred_in_future'], {
      body: true,
      key: 'optional',
    }),
  },
});

const findByExternalId = createRoute({
  method: 'get',
  path: '/v1/members',
  tags,
  summary: 'Find a member by the sender’s id',
  request: { query: z.strictObject({ externalId: externalIdInput }) },
  responses: {
    200: jsonAnswer('Found; `ETag` is set.', memberOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

const get = createRoute({
  method: 'get',
  path: '/v1/members/{id}',
  tags,
  summary: 'Read a member',
  request: { params: memberParams },
  responses: {
    200: jsonAnswer('Found; `ETag` is set.', memberOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

const change = createRoute({
  method: 'patch',
  path: '/v1/members/{id}',
  tags,
  summary: 'Change a member’s profile',
  description:
    'What is left out stays as it is; null takes it away. `If-Match` guards against changes of others.',
  middleware: [jsonBody] as const,
  request: {
    params: memberParams,
    headers: z.object({ 'if-match': z.string().optional().meta({ example: '"3"' }) }),
    body: jsonRequest(memberChangeInput),
  },
  responses: {
    200: jsonAnswer('Changed; `ETag` is set.', memberOutput),
    ...problems(['no_program', 'unknown_member', 'member_merged', 'unknown_attribute', 'version_conflict'], {
      body: true,
    }),
  },
});

/** Becoming a member, and the profile of one. */
export function memberRoutes() {
  const routes = newRoutes();

  routes.openapi(enrol, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const { memberId } = valueOf(await enrolMember(ctx, programId, c.req.valid('json')));
    const member = valueOf(await findMember(ctx, programId, { id: memberId }));
    const headers = { Location: `/v1/members/${publicId('mem', memberId)}`, ETag: tagOf(member) };
    return c.json(memberBody(member), 201, headers);
  });

  routes.openapi(findByExternalId, async (c) => {
    const ctx = contextOf(c);
    const member = valueOf(await findMember(ctx, c.get('actor').programId, c.req.valid('query')));
    return c.json(memberBody(member), 200, { ETag: tagOf(member) });
  });

  routes.openapi(get, async (c) => {
    const ctx = contextOf(c);
    const member = valueOf(await findMember(ctx, c.get('actor').programId, c.req.valid('param')));
    return c.json(memberBody(member), 200, { ETag: tagOf(member) });
  });

  routes.openapi(change, async (c) => {
    const changed = await changeMember(contextOf(c), c.get('actor').programId, {
      memberId: c.req.valid('param').id,
      change: c.req.valid('json'),
      version: expectedVersion(c.req.valid('header')['if-match']),
    });
    const member = valueOf(changed);
    return c.json(memberBody(member), 200, { ETag: tagOf(member) });
  });

  return routes;
}

function tagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** The version that `If-Match` asks for; null: any. A tag that was never given matches nothing. */
function expectedVersion(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null;
  const [, version] = /^"(\d{1,15})"$/.exec(ifMatch.trim()) ?? [];
  if (version !== undefined) return Number(version);
  return refuseRequest('version_conflict', 'The If-Match header holds no ETag of this member.');
}

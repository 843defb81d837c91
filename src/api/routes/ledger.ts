import { createRoute } from '@hono/zod-openapi';
import { instantText } from '../../schemas/http/instant.ts';
import { ledgerOutput, ledgerQuery } from '../../schemas/http/ledger.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { listLedger } from '../../services/ledger/list-ledger.ts';
import { findMember } from '../../services/member/find-member.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { transactionBody } from '../bodies/transaction-body.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/members/{id}/ledger',
  tags: ['members'],
  summary: 'A member’s journal with its lots, latest transaction first',
  request: { params: memberParams, query: ledgerQuery },
  responses: {
    200: jsonAnswer('A page of the journal.', ledgerOutput),
    ...problems(['unknown_member', 'invalid_input']),
  },
});

/** Where a member's points came from and went. */
export function ledgerRoutes() {
  const routes = newRoutes();
  routes.openapi(list, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const { limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { recordedAt: cursor[0], id: cursor[1] };
    const { id: memberId } = valueOf(await findMember(ctx, programId, c.req.valid('param')));
    const { items, next } = await listLedger(ctx, programId, { memberId, limit, after });
    const nextKey = next === null ? null : [instantText(next.recordedAt), publicId('txn', next.id)];
    return c.json({ items: items.map(transactionBody), nextCursor: cursorOf(nextKey) }, 200);
  });
  return routes;
}

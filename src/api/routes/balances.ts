import { createRoute } from '@hono/zod-openapi';
import { balancesOutput } from '../../schemas/http/balance.ts';
import { memberParams } from '../../schemas/http/member.ts';
import { readBalances } from '../../services/ledger/read-balances.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import { valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const read = createRoute({
  method: 'get',
  path: '/v1/members/{id}/balances',
  tags: ['members'],
  summary: 'What a member owns, by wallet and state',
  request: { params: memberParams },
  responses: {
    200: jsonAnswer('Every wallet of the program.', balancesOutput),
    ...problems(['no_program', 'unknown_member', 'invalid_input']),
  },
});

/** Points by wallet and state. */
export function balanceRoutes() {
  const routes = newRoutes();
  routes.openapi(read, async (c) => {
    const { programId } = c.get('actor');
    const balances = await readBalances(contextOf(c), programId, c.req.valid('param').id);
    return c.json({ balances: valueOf(balances) }, 200);
  });
  return routes;
}

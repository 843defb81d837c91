import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import type { Balances } from '../../domain/ledger/balance.ts';
import { changeIn } from '../../domain/ledger/post.ts';
import type { Posting } from '../../domain/ledger/transaction.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';

/**
 * What a member had in each wallet at an instant: the sum of all that was recorded until then, that instant included.
 * Wallets that had not moved by then are absent. What had vested or expired by then counts from its recording on.
 */
export async function readBalancesAt(
  ctx: Context,
  { memberId, at }: { readonly memberId: Uuid; readonly at: Instant },
): Promise<Balances> {
  const { rows } = await sql<Pick<Posting, 'wallet' | 'account' | 'amount'>>`
    select p.wallet, p.account, sum(p.amount)::bigint as amount
    from ledger_transaction t
    cross join lateral json_to_recordset(t.postings) as p (wallet text, account text, amount bigint)
    where t.member_id = ${memberId} and t.recorded_at <= ${timestamp(at)}
    group by p.wallet, p.account
    order by p.wallet`.execute(ctx.db);
  const lines = rows.map(({ wallet, account, amount }): Posting => ({
    wallet,
    account,
    amount,
    lotId: null,
    rule: null,
  }));
  return Object.fromEntries(
    [...new Set(lines.map(({ wallet }) => wallet))].map((wallet) => [wallet, changeIn(wallet, lines)]),
  );
}

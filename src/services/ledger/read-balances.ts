import { NO_POINTS, type Balances } from '../../domain/ledger/balance.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';

/** A member's balances in every wallet of the program. Refuses `no_program` and `unknown_member`. */
export async function readBalances(
  ctx: Context,
  programId: string,
  memberId: Uuid,
): Promise<Result<Balances>> {
  const definitions = await ctx.definitions.current(ctx.db, programId);
  if (definitions === null) return refuse('no_program', 'no program has been applied');
  const rows = await ctx.db
    .selectFrom('member')
    .leftJoin('balance', 'balance.member_id', 'member.id')
    .select(['wallet', 'active', 'pending', 'held', 'debt', 'lifetime'])
    .where('member.id', '=', memberId)
    .where('member.program_id', '=', programId)
    .execute();
  if (rows.length === 0) return refuse('unknown_member', 'no member of the program has this id');
  const balances = Object.fromEntries(
    Object.keys(definitions.program.wallets).map((wallet) => [wallet, NO_POINTS]),
  );
  for (const { wallet, active, pending, held, debt, lifetime } of rows) {
    if (wallet === null) continue;
    balances[wallet] = {
      active: active ?? 0,
      pending: pending ?? 0,
      held: held ?? 0,
      debt: debt ?? 0,
      lifetime: lifetime ?? 0,
    };
  }
  return ok(balances);
}

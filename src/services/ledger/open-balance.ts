import { ok, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import type { Instructed } from './instruction.ts';
import { findEntry } from './list-ledger.ts';
import { openBalances, type OpenBalance } from './open-balances.ts';

/** Opens one balance, as `openBalances` does, and answers its transaction. Refuses what that refuses of an item. */
export async function openBalance(
  ctx: Context,
  programId: string,
  balance: OpenBalance,
): Promise<Result<Instructed>> {
  const [item] = await openBalances(ctx, programId, [balance]);
  if (item === undefined) throw new Error('a balance was left without an answer');
  if (item.status === 'refused') return { ok: false, refusal: item.refusal };
  const { memberId, transactionId: id } = item;
  const entry = await findEntry(ctx.db, { programId, memberId, id });
  if (entry === null) throw new Error(`the journal lacks transaction ${id}`);
  return ok({ status: item.status === 'opened' ? 'done' : 'duplicate', entry });
}

import { returnWrites, selectReturns } from '../../db/queries/returns.ts';
import { writeTogether } from '../../db/write-together.ts';
import { dismissed, returnEvents } from '../../domain/return/goods-return.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { appendEvents } from '../event/append-events.ts';
import { withLockedMember } from '../ledger/with-locked-member.ts';
import { memberReturn, returnRow, type MemberReturn } from './return-row.ts';

export interface DismissReturn {
  readonly programId: string;
  /** The id of the event that reported it. */
  readonly eventId: Uuid;
}

/**
 * Takes a return off the list for good: no purchase that arrives later settles anything of it. Points that were moved
 * stay moved. Dismissing again changes nothing. Refuses `unknown_return` and `return_settled`.
 */
export async function dismissReturn(
  ctx: Context,
  { programId, eventId }: DismissReturn,
): Promise<Result<MemberReturn>> {
  const unknown = refuse('unknown_return', 'the program has no return with this id');
  const find = selectReturns(ctx.db).where('event_id', '=', eventId).where('program_id', '=', programId);
  const found = await find.executeTakeFirst();
  if (found === undefined) return unknown;
  const { member_id: memberId } = found;
  return withLockedMember(
    ctx,
    { programId, memberId },
    async ({ tx, posting }): Promise<Result<MemberReturn>> => {
      const row = await selectReturns(tx).where('event_id', '=', eventId).executeTakeFirst();
      if (row === undefined) return unknown;
      const before = memberReturn(row);
      if (before.back.status === 'dismissed') return ok(before);
      if (before.back.status === 'settled') return refuse('return_settled', 'nothing of the return is open');
      const after = { ...before, back: dismissed(before.back) };
      await writeTogether(tx, returnWrites([returnRow(programId, after)]));
      const events = returnEvents(before.back, after.back, ctx.now);
      await appendEvents(tx, { ...posting, members: [{ memberId, events }] });
      await appendAudit(tx, ctx, { programId, action: 'return.dismissed', subject: eventId });
      return ok(after);
    },
  );
}

import { inTransaction } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { lockProgram } from '../program/locked-program.ts';
import { markMembers } from '../program/mark-members.ts';
import type { Sending } from './pause-sending.ts';

/** Members marked in one transaction. */
const MEMBERS_PER_TRANSACTION = 1_000;

/**
 * Lets messages leave again, and marks the members with one that was held back; the sending queue's rate keeps it from
 * being a flood. Resuming again marks again what an interruption left. Refuses `no_program`.
 */
export async function resumeSending(ctx: Context, programId: string): Promise<Result<Sending>> {
  const resumed = await inTransaction(ctx.db, async (tx): Promise<Result<Sending>> => {
    const program = await lockProgram(tx, programId);
    if (program === null) return refuse('no_program', `there is no program ${programId}`);
    if (program.sendingPausedAt !== null) {
      await tx.updateTable('program').set({ sending_paused_at: null }).where('id', '=', programId).execute();
      await appendAudit(tx, ctx, { programId, action: 'sending.resumed', subject: programId });
    }
    return ok({ programId, pausedAt: null });
  });
  if (resumed.ok) await markHeldBack(ctx, programId);
  return resumed;
}

async function markHeldBack(ctx: Context, programId: string): Promise<void> {
  let after: Uuid | null = null;
  for (;;) {
    const page = await membersHeldBack(ctx, programId, after);
    const last = page.at(-1);
    if (last === undefined) return;
    await markMembers(ctx, page);
    after = last;
  }
}

async function membersHeldBack(
  ctx: Context,
  programId: string,
  after: Uuid | null,
): Promise<readonly Uuid[]> {
  let query = ctx.db
    .selectFrom('message')
    .select('member_id')
    .distinct()
    .where('program_id', '=', programId)
    .where('status', '=', 'planned')
    .where('next_attempt_at', 'is', null)
    .orderBy('member_id')
    .limit(MEMBERS_PER_TRANSACTION);
  if (after !== null) query = query.where('member_id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => row.member_id);
}

import { inTransaction } from '../../db/database.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { afterCommit } from '../after-commit.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { lockProgram } from '../program/locked-program.ts';
import type { Sending } from './pause-sending.ts';
import { releaseHeldBack } from './release-held-back.ts';

/**
 * Lets messages leave again, and marks the members with one that was held back; the sending queue's rate keeps it from
 * being a flood. What an interruption left is marked by resuming again, or by `reconcile`. Refuses `no_program`.
 */
export async function resumeSending(ctx: Context, programId: string): Promise<Result<Sending>> {
  const resumed = await inTransaction(ctx.db, async (tx): Promise<Result<Sending>> => {
    const program = await lockProgram(tx, programId);
    if (program === null) return refuse('no_program', `there is no program ${programId}`);
    if (program.sendingPausedAt !== null) {
      const released = { sending_paused_at: null, releasing_since: new Date(ctx.now) };
      await tx.updateTable('program').set(released).where('id', '=', programId).execute();
      await appendAudit(tx, ctx, { programId, action: 'sending.resumed', subject: programId });
    }
    return ok({ programId, pausedAt: null });
  });
  if (resumed.ok) await afterCommit(ctx, (outside) => releaseHeldBack(outside, programId));
  return resumed;
}

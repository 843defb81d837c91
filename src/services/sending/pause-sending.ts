import { inTransaction } from '../../db/database.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { lockProgram } from '../program/locked-program.ts';

/** Whether messages leave the house. Null: they do. */
export interface Sending {
  readonly programId: string;
  readonly pausedAt: Instant | null;
}

/**
 * Holds every message of a program: none is claimed until sending is resumed. Journeys go on up to their next message.
 * Messages that were claimed before are sent. Pausing twice changes nothing. Refuses `no_program`.
 */
export async function pauseSending(ctx: Context, programId: string): Promise<Result<Sending>> {
  return inTransaction(ctx.db, async (tx): Promise<Result<Sending>> => {
    const program = await lockProgram(tx, programId);
    if (program === null) return refuse('no_program', `there is no program ${programId}`);
    if (program.sendingPausedAt !== null) return ok({ programId, pausedAt: program.sendingPausedAt });
    await tx
      .updateTable('program')
      .set({ sending_paused_at: new Date(ctx.now), releasing_since: null })
      .where('id', '=', programId)
      .execute();
    await appendAudit(tx, ctx, { programId, action: 'sending.paused', subject: programId });
    return ok({ programId, pausedAt: ctx.now });
  });
}

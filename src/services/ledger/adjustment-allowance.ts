import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ProposedAdjustment } from '../../domain/approval/approval.ts';
import { ADJUSTMENTS_DEFAULT, type Program } from '../../domain/program/program.ts';
import { localDate } from '../../domain/values/calendar.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { actorName } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';

/**
 * Takes an adjustment out of what the actor may still adjust alone today, in the program's zone; exact however many ask
 * at once. What is added and what is taken count alike. Refuses `approval_missing` for what goes beyond.
 */
export async function takeAllowance(
  tx: Tx,
  { actor, now }: Context,
  { id: programId, zone, adjustments = ADJUSTMENTS_DEFAULT }: Program,
  { wallet, points }: ProposedAdjustment,
): Promise<Result<null>> {
  const { limit } = adjustments;
  const size = Math.abs(points);
  if (size > limit) return refuseBeyond(limit, wallet);
  const { rows } = await sql`
    insert into adjustment_day as d (program_id, actor, wallet, day, points)
    values (${programId}, ${actorName(actor)}, ${wallet}, ${localDate(now, zone)}::date, ${size})
    on conflict (program_id, actor, wallet, day) do update set points = d.points + excluded.points
      where d.points + excluded.points <= ${limit}
    returning 1`.execute(tx);
  return rows.length > 0 ? ok(null) : refuseBeyond(limit, wallet);
}

function refuseBeyond(limit: number, wallet: string): Result<never> {
  return refuse('approval_missing', `nobody adjusts more than ${limit} ${wallet} a day alone`, '/approval');
}

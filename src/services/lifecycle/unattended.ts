import { sql } from 'kysely';
import { formatInstant, instantOf } from '../../domain/values/instant.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Context } from '../context.ts';
import { horizonFrom } from './horizon.ts';

/** A wake that nobody has seen to for so long is nobody's: a workflow that lives looks within seconds. */
export const OVERDUE_AFTER_MS = 60_000;

/** A member whose workflow is to look again. */
export interface Unattended {
  readonly memberId: Uuid;
  readonly programId: string;
}

/**
 * Members whose workflows do not know of their next wake, the soonest first, up to twice `limit`: those for whom it is
 * overdue by a minute, and those for whom it lies within the horizon and before the wake that the workflow was told. A
 * nudge was lost, a workflow is gone, or the wake has come within the horizon. Up to `limit` of either kind, because a
 * long queue of messages makes many overdue whose workflows do all they can, and must not keep the others out.
 */
export async function findUnattended(ctx: Context, limit: number): Promise<readonly Unattended[]> {
  const overdueBefore = formatInstant(instantOf(ctx.now - OVERDUE_AFTER_MS));
  // Each branch has an index of its own; one condition for both would look at every member of the horizon.
  const { rows } = await sql<{ member_id: Uuid; program_id: string }>`
    select member_id, program_id from (
      (select member_id, program_id, next_wake_at from lifecycle
       where blocked_at is null and next_wake_at < ${overdueBefore}::timestamptz
       order by next_wake_at limit ${limit})
      union
      (select member_id, program_id, next_wake_at from lifecycle
       where blocked_at is null and (armed_until is null or next_wake_at < armed_until)
         and next_wake_at <= ${formatInstant(horizonFrom(ctx.now))}::timestamptz
       order by next_wake_at limit ${limit})
    ) unattended
    order by next_wake_at`.execute(ctx.db);
  return rows.map((row) => ({ memberId: row.member_id, programId: row.program_id }));
}

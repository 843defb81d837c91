import { sql } from 'kysely';
import { arrayOf } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';

/** Work for a member that threw: the rules, this program, or what is stored of them is at fault. */
export interface Failure {
  readonly memberId: Uuid;
  readonly cause: string;
}

/** Failures in a row that block a member even if each is another one. */
export const FAILURES_MAX = 5;
const CAUSE_LENGTH_MAX = 500;

export function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, CAUSE_LENGTH_MAX);
}

/**
 * Counts failures of members whose heads are locked. The same failure again blocks the member: the mark stays, but
 * nobody tries any more until an operator asks for it.
 */
export async function recordFailures(tx: Tx, failures: readonly Failure[], now: Instant): Promise<void> {
  if (failures.length === 0) return;
  const ids = arrayOf(
    'uuid',
    failures.map(({ memberId }) => memberId),
  );
  const causes = arrayOf(
    'text',
    failures.map(({ cause }) => cause),
  );
  await sql`
    update lifecycle l set
      failures = l.failures + 1,
      failure_cause = n.cause,
      blocked_at = case
        when l.failure_cause = n.cause or l.failures + 1 >= ${FAILURES_MAX} then ${formatInstant(now)}::timestamptz
      end
    from unnest(${ids}, ${causes}) as n (member_id, cause)
    where l.member_id = n.member_id`.execute(tx);
}

/** Counts a failure that took its transaction with it. */
export async function recordFailure(ctx: Context, memberId: Uuid, error: unknown): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    await lockMembers(tx, [memberId]);
    await recordFailures(tx, [{ memberId, cause: causeOf(error) }], ctx.now);
  });
}

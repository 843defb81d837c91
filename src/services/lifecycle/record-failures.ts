import { sql } from 'kysely';
import { arrayOf } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import type { UnreadableMember } from './load-members.ts';

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

/** Twice as long after each attempt in a row; never so long that a release leaves members behind. */
const UNREADABLE_PAUSE_MS = 1_000;
const UNREADABLE_PAUSE_MS_MAX = 60_000;

/**
 * Counts failures of members whose heads are locked. The same failure again blocks the member: the mark stays, but
 * nobody tries any more until an operator asks for it. That they could not be read before counts for nothing.
 */
export async function recordFailures(tx: Tx, failures: readonly Failure[], now: Instant): Promise<void> {
  if (failures.length === 0) return;
  const { ids, causes } = arraysOf(failures);
  await sql`
    update lifecycle l set
      failures = case when l.retry_at is null then l.failures + 1 else 1 end,
      failure_cause = n.cause,
      retry_at = null,
      blocked_at = case
        when l.retry_at is null and (l.failure_cause = n.cause or l.failures + 1 >= ${FAILURES_MAX})
          then ${formatInstant(now)}::timestamptz
      end
    from unnest(${ids}, ${causes}) as n (member_id, cause)
    where l.member_id = n.member_id`.execute(tx);
}

/**
 * Postpones members whose heads are locked and whose stored JSON this process cannot read. They are never blocked: during
 * a release it was written by a newer process, and the next one to try may be able to read it. The mark stays.
 */
export async function postponeUnreadable(
  tx: Tx,
  unreadable: readonly UnreadableMember[],
  now: Instant,
): Promise<void> {
  if (unreadable.length === 0) return;
  const { ids, causes } = arraysOf(unreadable.map(({ head: { memberId }, cause }) => ({ memberId, cause })));
  await sql`
    update lifecycle l set
      failures = n.attempts,
      failure_cause = n.cause,
      retry_at = ${formatInstant(now)}::timestamptz + interval '1 millisecond' * least(
        ${UNREADABLE_PAUSE_MS} * 2 ^ least(n.attempts - 1, 16), ${UNREADABLE_PAUSE_MS_MAX})
    from (
      select u.member_id, u.cause, case when o.retry_at is null then 1 else o.failures + 1 end as attempts
      from unnest(${ids}, ${causes}) as u (member_id, cause) join lifecycle o using (member_id)
    ) n
    where l.member_id = n.member_id and l.blocked_at is null`.execute(tx);
}

/** Counts a failure that took its transaction with it. */
export async function recordFailure(ctx: Context, memberId: Uuid, error: unknown): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    await lockMembers(tx, [memberId]);
    await recordFailures(tx, [{ memberId, cause: causeOf(error) }], ctx.now);
  });
}

function arraysOf(failures: readonly Failure[]) {
  return {
    ids: arrayOf(
      'uuid',
      failures.map(({ memberId }) => memberId),
    ),
    causes: arrayOf(
      'text',
      failures.map(({ cause }) => cause),
    ),
  };
}

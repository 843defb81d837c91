import { anyOfIds } from '../../db/any-of.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';

/** A member whose advance failed again: their purchases are posted, and nothing else happens to them. */
export interface BlockedMember {
  readonly memberId: Uuid;
  readonly programId: string;
  readonly blockedAt: Instant;
  readonly cause: string;
}

/** Those blocked, the longest first, up to `limit`. */
export async function listBlocked(ctx: Context, limit: number): Promise<readonly BlockedMember[]> {
  const rows = await ctx.db
    .selectFrom('lifecycle')
    .select(['member_id', 'program_id', 'blocked_at', 'failure_cause'])
    .where('blocked_at', 'is not', null)
    .orderBy('blocked_at')
    .orderBy('member_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    memberId: row.member_id,
    programId: row.program_id,
    blockedAt: row.blocked_at ?? ctx.now,
    cause: row.failure_cause ?? '',
  }));
}

/**
 * Has blocked members tried again, by marking them; those of the list, or all up to `limit`. Answers whom. One who
 * fails again is blocked again.
 */
export async function retryBlocked(
  ctx: Context,
  { memberIds, limit }: { readonly memberIds: readonly Uuid[] | null; readonly limit: number },
): Promise<readonly Uuid[]> {
  const ids = memberIds ?? (await listBlocked(ctx, limit)).map(({ memberId }) => memberId);
  return ctx.db.transaction().execute(async (tx) => {
    await lockMembers(tx, ids);
    const rows = await tx
      .updateTable('lifecycle')
      .set({
        blocked_at: null,
        failures: 0,
        failure_cause: null,
        needs_advance_since: formatInstant(ctx.now),
      })
      .where('member_id', '=', anyOfIds(ids))
      .where('blocked_at', 'is not', null)
      .returning(['member_id', 'program_id'])
      .execute();
    for (const { member_id: subject, program_id: programId } of rows) {
      await appendAudit(tx, ctx, { programId, action: 'member.retried', subject });
    }
    return rows.map((row) => row.member_id);
  });
}

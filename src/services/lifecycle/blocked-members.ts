import { anyOfIds } from '../../db/array-parameter.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { underRules } from '../../domain/lifecycle/lifecycle.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { readLifecycle, writeLifecycle } from '../../schemas/stored/lifecycle.ts';
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
 * Has blocked members tried again, by marking them; those of the list, or all up to `limit`. Answers whom. What waits is
 * decided by the rules now in force where other ones failed, so that publishing better rules helps. One who fails again
 * is blocked again.
 */
export async function retryBlocked(
  ctx: Context,
  { memberIds, limit }: { readonly memberIds: readonly Uuid[] | null; readonly limit: number },
): Promise<readonly Uuid[]> {
  const ids = memberIds ?? (await listBlocked(ctx, limit)).map(({ memberId }) => memberId);
  return ctx.db.transaction().execute(async (tx) => {
    await lockMembers(tx, ids);
    const blocked = await tx
      .selectFrom('lifecycle')
      .select(['member_id', 'program_id', 'state'])
      .where('member_id', '=', anyOfIds(ids))
      .where('blocked_at', 'is not', null)
      .execute();
    for (const { member_id: memberId, program_id: programId, state } of blocked) {
      const rules = await ctx.definitions.current(tx, programId);
      await tx
        .updateTable('lifecycle')
        .set({
          state: retriedState(state, rules),
          blocked_at: null,
          failures: 0,
          failure_cause: null,
          needs_advance_since: formatInstant(ctx.now),
        })
        .where('member_id', '=', memberId)
        .execute();
      await appendAudit(tx, ctx, { programId, action: 'member.retried', subject: memberId });
    }
    return blocked.map((row) => row.member_id);
  });
}

function retriedState(state: unknown, rules: Definitions | null): string {
  const lifecycle = readLifecycle(state, []);
  const isReplaced = rules !== null && rules.revision !== lifecycle.revision;
  return writeLifecycle(isReplaced ? underRules(lifecycle, rules) : lifecycle);
}

import { setMarks } from '../../db/queries/member-logs.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import { retrying } from '../../db/retry.ts';
import { isContention } from '../../db/sql-state.ts';
import { timestamp } from '../../db/timestamp.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf, MINUTE_MS } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';

/** Members locked and marked in one transaction: short enough that no purchase waits noticeably. */
const MEMBERS_PER_TRANSACTION = 1_000;

/**
 * Marks every member of a program for the revision in force, unless that was done already; answers how many.
 * A page of members at a time, each under its members' locks: an advance that has read the older rules and holds a
 * lock cannot clear the mark. What was interrupted is done again from the start by the next call.
 */
export async function markForPublication(ctx: Context, programId: string): Promise<number> {
  const program = await ctx.db
    .selectFrom('program')
    .select(['revision', 'marked_revision'])
    .where('id', '=', programId)
    .executeTakeFirst();
  if (program === undefined || program.marked_revision >= program.revision) return 0;
  const marked = await markAll(ctx, programId);
  await ctx.db
    .updateTable('program')
    .set({ marked_revision: program.revision })
    .where('id', '=', programId)
    .where('marked_revision', '<', program.revision)
    .execute();
  return marked;
}

/** Whoever began so long ago to mark all members of a program, and has not ended, died on the way. */
export const INTERRUPTED_AFTER_MS = 2 * MINUTE_MS;

/** Ends the marking of publications that were interrupted after their commit; answers how many members it marked. */
export async function markInterrupted(ctx: Context): Promise<number> {
  const before = instantOf(ctx.now - INTERRUPTED_AFTER_MS);
  const interrupted = await ctx.db
    .selectFrom('program')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.program_id', '=', 'program.id')
        .onRef('revision.revision', '=', 'program.revision'),
    )
    .select('program.id')
    .whereRef('program.marked_revision', '<', 'program.revision')
    .where('revision.published_at', '<', timestamp(before))
    .execute();
  let marked = 0;
  for (const { id } of interrupted) marked += await markForPublication(ctx, id);
  return marked;
}

/** Marks members under their locks, waiting for those that somebody else holds. */
export async function markMembers(ctx: Context, memberIds: readonly Uuid[]): Promise<void> {
  const mark = async (): Promise<void> =>
    ctx.db.transaction().execute(async (tx) => {
      await lockMembers(tx, memberIds);
      await setMarks(tx, memberIds, ctx.now);
    });
  await retrying(mark, isContention);
}

async function markAll(ctx: Context, programId: string): Promise<number> {
  let marked = 0;
  let after: Uuid | null = null;
  for (;;) {
    const page = await membersAfter(ctx, programId, after);
    const last = page.at(-1);
    if (last === undefined) return marked;
    await markMembers(ctx, page);
    marked += page.length;
    after = last;
  }
}

async function membersAfter(ctx: Context, programId: string, after: Uuid | null): Promise<readonly Uuid[]> {
  let query = ctx.db
    .selectFrom('member_head')
    .select('member_id')
    .where('program_id', '=', programId)
    .orderBy('member_id')
    .limit(MEMBERS_PER_TRANSACTION);
  if (after !== null) query = query.where('member_id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => row.member_id);
}

import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Uuid } from '../../domain/values/identity.ts';
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

/** Sets the mark of these members, whose heads are locked, and wakes the drainer at the commit. An earlier mark stays. */
export async function setMarks(tx: Tx, ctx: Context, memberIds: readonly Uuid[]): Promise<void> {
  await tx
    .updateTable('lifecycle')
    .set({ needs_advance_since: new Date(ctx.now) })
    .where('member_id', '=', sql<Uuid>`any(${memberIds}::uuid[])`)
    .where('needs_advance_since', 'is', null)
    .execute();
  await sql`select pg_notify('perennial_marked', '')`.execute(tx);
}

async function markAll(ctx: Context, programId: string): Promise<number> {
  let marked = 0;
  let after: Uuid | null = null;
  for (;;) {
    const page = await membersAfter(ctx, programId, after);
    const last = page.at(-1);
    if (last === undefined) return marked;
    await ctx.db.transaction().execute(async (tx) => {
      await lockMembers(tx, page);
      await setMarks(tx, ctx, page);
    });
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

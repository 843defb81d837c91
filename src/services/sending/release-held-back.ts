import { timestamp } from '../../db/timestamp.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { INTERRUPTED_AFTER_MS, markMembers } from '../program/mark-members.ts';

/** Members marked in one transaction. */
const MEMBERS_PER_TRANSACTION = 1_000;

/**
 * Marks the members whose messages were held back until sending was resumed, unless that was done already. What was
 * interrupted is done again by the next call; where sending is paused meanwhile, the rest waits for its next end.
 */
export async function releaseHeldBack(ctx: Context, programId: string): Promise<void> {
  const program = await ctx.db
    .selectFrom('program')
    .select('releasing_since')
    .where('id', '=', programId)
    .executeTakeFirst();
  const since = program?.releasing_since ?? null;
  if (since === null) return;
  await markHeldBack(ctx, programId);
  await ctx.db
    .updateTable('program')
    .set({ releasing_since: null })
    .where('id', '=', programId)
    .where('releasing_since', '=', timestamp(since))
    .execute();
}

/** Ends the releases that were interrupted; answers how many programs they belong to. */
export async function releaseInterrupted(ctx: Context): Promise<number> {
  const before = instantOf(ctx.now - INTERRUPTED_AFTER_MS);
  const interrupted = await ctx.db
    .selectFrom('program')
    .select('id')
    .where('releasing_since', '<', timestamp(before))
    .execute();
  for (const { id } of interrupted) await releaseHeldBack(ctx, id);
  return interrupted.length;
}

async function markHeldBack(ctx: Context, programId: string): Promise<void> {
  let after: Uuid | null = null;
  for (;;) {
    const page = await membersHeldBack(ctx, programId, after);
    const last = page.at(-1);
    if (last === undefined) return;
    await markMembers(ctx, page);
    after = last;
  }
}

async function membersHeldBack(
  ctx: Context,
  programId: string,
  after: Uuid | null,
): Promise<readonly Uuid[]> {
  let query = ctx.db
    .selectFrom('message')
    .select('member_id')
    .distinct()
    .where('program_id', '=', programId)
    .where('status', '=', 'planned')
    .where('next_attempt_at', 'is', null)
    .orderBy('member_id')
    .limit(MEMBERS_PER_TRANSACTION);
  if (after !== null) query = query.where('member_id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => row.member_id);
}

import { sql } from 'kysely';
import { anyOfTexts } from '../../db/array-parameter.ts';
import type { Context } from '../context.ts';
import { markMembers } from '../program/mark-members.ts';

const MEMBERS_PER_TRANSACTION = 1_000;
/** The revision of a lifecycle that was never advanced, or not since history was put into its log. */
const NOT_ADVANCED = '0';

/**
 * Has the members with these external ids looked at once, at the present: marks those who were not since their history
 * was recorded, by this import or by one before it that was interrupted. The others are left alone.
 */
export async function markImported(
  ctx: Context,
  programId: string,
  externalIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < externalIds.length; from += MEMBERS_PER_TRANSACTION) {
    const page = externalIds.slice(from, from + MEMBERS_PER_TRANSACTION);
    const rows = await ctx.db
      .selectFrom('member')
      .innerJoin('lifecycle', 'lifecycle.member_id', 'member.id')
      .select('member.id')
      .where('member.program_id', '=', programId)
      .where('member.external_id', '=', anyOfTexts(page))
      .where('lifecycle.needs_advance_since', 'is', null)
      .where(sql`lifecycle.state ->> 'revision'`, '=', NOT_ADVANCED)
      .execute();
    await markMembers(
      ctx,
      rows.map(({ id }) => id),
    );
  }
}

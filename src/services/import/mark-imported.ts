import { sql } from 'kysely';
import { anyOfIds, anyOfTexts } from '../../db/array-parameter.ts';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import type { Context } from '../context.ts';
import { markMembers } from '../program/mark-members.ts';

const MEMBERS_PER_TRANSACTION = 1_000;
/** The revision of a lifecycle that was never advanced, or not since history was put into its log. */
const NOT_ADVANCED = '0';

/**
 * Has these members looked at once, at the present: marks those who were not since their history was recorded, by this
 * import or by one before it that was interrupted. The others are left alone.
 */
export async function markImported(
  ctx: Context,
  programId: string,
  members: readonly MemberReference[],
): Promise<void> {
  for (let from = 0; from < members.length; from += MEMBERS_PER_TRANSACTION) {
    const page = members.slice(from, from + MEMBERS_PER_TRANSACTION);
    const externalIds = page.flatMap((member) => ('externalId' in member ? member.externalId : []));
    const ids = page.flatMap((member) => ('id' in member ? member.id : []));
    const unadvanced = ctx.db
      .selectFrom('member')
      .innerJoin('lifecycle', 'lifecycle.member_id', 'member.id')
      .select('member.id')
      .where('member.program_id', '=', programId)
      .where('lifecycle.needs_advance_since', 'is', null)
      .where(sql`lifecycle.state ->> 'revision'`, '=', NOT_ADVANCED);
    const rows = [
      ...(await unadvanced.where('member.external_id', '=', anyOfTexts(externalIds)).execute()),
      ...(ids.length === 0 ? [] : await unadvanced.where('member.id', '=', anyOfIds(ids)).execute()),
    ];
    await markMembers(ctx, [...new Set(rows.map(({ id }) => id))]);
  }
}

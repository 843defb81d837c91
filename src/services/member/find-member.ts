import type { MemberReference } from '../../domain/event/incoming-event.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { readMember, type Member } from './member.ts';

/** Finds a member of the program by either id. Refuses `unknown_member`. */
export async function findMember(
  ctx: Context,
  programId: string,
  reference: MemberReference,
): Promise<Result<Member>> {
  const member = await readMember(ctx.db, programId, reference);
  return member === null ? refuse('unknown_member', 'no member of the program has this id') : ok(member);
}

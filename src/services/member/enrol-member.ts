import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { Context } from '../context.ts';
import { enrolMembers, type EnrolMember } from './enrol-members.ts';

/** Enrols one member. Refuses `member_exists`, and all that `enrolMembers` refuses. */
export async function enrolMember(
  ctx: Context,
  programId: string,
  member: EnrolMember,
): Promise<Result<{ readonly memberId: Uuid }>> {
  const [item] = await enrolMembers(ctx, programId, [member]);
  if (item === undefined) throw new Error('a member was left without an answer');
  if (item.status === 'refused') return { ok: false, refusal: item.refusal };
  if (item.status === 'enrolled') return ok({ memberId: item.memberId });
  return refuse('member_exists', `${publicId('mem', item.memberId)} has this external id`, '/externalId');
}

import { parseUuid, type Uuid } from '../../../domain/values/identity.ts';
import { parsePublicId } from '../../../schemas/http/public-id.ts';
import { findMember } from '../../../services/member/find-member.ts';
import { valueOf, type Cli } from '../../cli.ts';
import type { ProgramOption } from '../../options.ts';

/** How a person at the terminal names a member. */
export const MEMBER_ARGUMENT = ['<member>', 'their id (mem_… or the UUID), or their external id'] as const;

/** The member that was named. Throws `CliFailure`. */
export async function memberNamed(
  cli: Cli,
  name: string,
  { program }: ProgramOption,
): Promise<{ readonly programId: string; readonly memberId: Uuid }> {
  const programId = await cli.programId(program);
  const id = parsePublicId('mem', name) ?? parseUuid(name);
  const reference = id === null ? { externalId: name } : { id };
  const member = valueOf(await findMember(cli.context(), programId, reference));
  return { programId, memberId: member.id };
}

import type { Uuid } from '../../domain/values/identity.ts';
import { refuse, type Result } from '../../domain/values/result.ts';
import { publicId } from '../../schemas/http/public-id.ts';

/** The answer to what is asked of a member who has become another one: `member_merged`, which names that one. */
export function refuseMerged(memberId: Uuid, into: Uuid): Result<never> {
  return refuse(
    'member_merged',
    `${publicId('mem', memberId)} was merged into ${publicId('mem', into)}: ask the same of them`,
  );
}

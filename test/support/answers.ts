import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Result } from '../../src/domain/values/result.ts';
import type { EnrolledItem } from '../../src/services/member/enrol-members.ts';

/** What a verb answered; that it refuses is a mistake of the test. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

/** The ids of members who were enrolled, or were there; that one is refused is a mistake of the test. */
export function memberIdsOf(items: readonly EnrolledItem[]): readonly Uuid[] {
  return items.map((item) => {
    if (item.status === 'refused') throw new Error(`${item.refusal.code}: ${item.refusal.detail}`);
    return item.memberId;
  });
}

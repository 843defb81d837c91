import { parseUuid, type Uuid } from '../domain/values/identity.ts';
import type { Context } from '../services/context.ts';
import { conductMember } from '../services/lifecycle/conduct-member.ts';
import type { Conducted } from '../services/lifecycle/conducted.ts';

/** What a member's workflow asks of the database. Each may be asked again at any time without harm. */
export interface MemberActivities {
  /** Advances the member if they are behind, and answers what is open and when to ask again. */
  conductMember(memberId: string): Promise<Conducted>;
}

/** `context` is made anew for each attempt, with the time of that attempt. */
export function createMemberActivities(context: () => Context): MemberActivities {
  return {
    conductMember: (memberId) => conductMember(context(), uuidOf(memberId)),
  };
}

/** Ids in payloads are written by our own workflows; another text is a bug. */
export function uuidOf(text: string): Uuid {
  const uuid = parseUuid(text);
  if (uuid === null) throw new TypeError(`${text} is not a UUID`);
  return uuid;
}

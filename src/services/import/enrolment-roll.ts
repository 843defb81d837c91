import type { MemberReference } from '../../domain/event/incoming-event.ts';
import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { memberKey } from '../event/address-events.ts';
import { enrolMembers } from '../member/enrol-members.ts';
import type { RecordingTerms } from './event-recorder.ts';

/** The members of an import, each entered with their first event. */
export interface EnrolmentRoll {
  /** Enters whom it has not seen, and enrols them where the terms say so; answers how many have become members. */
  enter(events: readonly FileEvent[]): Promise<number>;
  /** What refused the member when they were entered; null: nothing. */
  refusalOf(member: MemberReference): Refusal | null;
  /** Everybody who was entered. */
  members(): readonly MemberReference[];
}

/** A roll with nobody on it. */
export function createRoll(
  now: () => Context,
  { programId, enrol, history }: Omit<RecordingTerms, 'source'>,
): EnrolmentRoll {
  const members = new Map<string, MemberReference>();
  const refusals = new Map<string, Refusal>();

  function newcomersIn(events: readonly FileEvent[]) {
    return events.flatMap(({ member, occurredAt: enrolledAt }) => {
      const key = memberKey(member);
      if (members.has(key)) return [];
      members.set(key, member);
      return 'externalId' in member ? [{ externalId: member.externalId, enrolledAt }] : [];
    });
  }

  return {
    async enter(events) {
      const people = newcomersIn(events);
      if (!enrol || people.length === 0) return 0;
      const items = await enrolMembers(now(), programId, people, { history });
      for (const [index, { externalId }] of people.entries()) {
        const item = items[index];
        if (item?.status === 'refused') refusals.set(memberKey({ externalId }), item.refusal);
      }
      return items.filter(({ status }) => status === 'enrolled').length;
    },
    refusalOf: (member) => refusals.get(memberKey(member)) ?? null,
    members: () => [...members.values()],
  };
}

import { expirePoints } from '../services/ledger/expire-points.ts';
import type { Context } from '../services/context.ts';
import { findUnattended } from '../services/lifecycle/unattended.ts';
import type { NudgeMember } from '../temporal/nudge-member.ts';

const NUDGES_MAX = 500;
const SETTLED_MEMBERS_MAX = 200;

/** What schedules do; each may be done again, late, or by two at once. */
export interface ScheduleActivities {
  /** Nudges the members whose workflows do not know of their next wake, up to 500; answers how many. */
  nudgeUnattended(): Promise<number>;
  /** Posts points that vest or expire, for up to 200 members; answers whether there are more. */
  expireDuePoints(): Promise<{ readonly hasMore: boolean }>;
}

export interface ScheduleDeps {
  readonly context: () => Context;
  readonly nudge: NudgeMember;
  /** Resolves when the next nudge may go. */
  readonly pace: () => Promise<void>;
}

export function createScheduleActivities({ context, nudge, pace }: ScheduleDeps): ScheduleActivities {
  return {
    async nudgeUnattended() {
      const unattended = await findUnattended(context(), NUDGES_MAX);
      for (const member of unattended) {
        await pace();
        await nudge(member);
      }
      return unattended.length;
    },
    async expireDuePoints() {
      const { hasMore } = await expirePoints(context(), { membersMax: SETTLED_MEMBERS_MAX });
      return { hasMore };
    },
  };
}

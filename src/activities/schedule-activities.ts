import { expirePoints, type DuePlace, type ExpiredPoints } from '../services/ledger/expire-points.ts';
import type { Context } from '../services/context.ts';
import { findUnattendedImports } from '../services/import/unattended-imports.ts';
import { findUnattended } from '../services/lifecycle/unattended.ts';
import { markInterrupted } from '../services/program/mark-members.ts';
import { expireRedemptions } from '../services/redemption/expire-redemptions.ts';
import { forgetAnswers } from '../services/request/forget-answers.ts';
import { releaseInterrupted } from '../services/sending/release-held-back.ts';
import type { NudgeMember } from '../temporal/nudge-member.ts';
import type { StartImport } from '../temporal/start-import.ts';

/** Of either kind of unattended members, and of imports. */
const NUDGES_MAX = 250;
/** So many nudges that fail mean that Temporal takes none. */
const NUDGES_MISSED_MAX = 10;
const SETTLED_MEMBERS_MAX = 200;
const REDEMPTIONS_MAX = 500;

/** What schedules do; each may be done again, late, or by two at once. */
export interface ScheduleActivities {
  /**
   * Marks the members whom an interrupted publication or an interrupted end of a pause left out, nudges the members
   * whose workflows do not know of their next wake, up to 500, and starts imports that nobody works on, up to 250;
   * answers how many. One that Temporal does not take does not keep the others from it; rejects when it takes none.
   * Where the process ends on the way, the rest are found by the next call.
   */
  nudgeUnattended(): Promise<number>;
  /**
   * Posts points that vest or expire, for up to 200 members after a place among all that is due; at the beginning, what
   * up to 500 redemptions have held too long is given back.
   */
  expireDuePoints(after: DuePlace | null): Promise<DueBatch>;
  /** Deletes the first answers of requests from more than seven days ago; answers how many. */
  forgetOldAnswers(): Promise<number>;
}

/** Whose points could not be settled, and where the next batch begins; null: there is none. */
export type DueBatch = Pick<ExpiredPoints, 'failures' | 'next'>;

export interface ScheduleDeps {
  readonly context: () => Context;
  readonly nudge: NudgeMember;
  readonly startImport: StartImport;
  /** Resolves when the next nudge may go; rejects as soon as `stopping` is aborted. */
  readonly pace: (stopping: AbortSignal) => Promise<void>;
  /** Aborted when this process is to end. */
  readonly stopping: AbortSignal;
}

export function createScheduleActivities(deps: ScheduleDeps): ScheduleActivities {
  const { context } = deps;
  return {
    async nudgeUnattended() {
      await markInterrupted(context());
      await releaseInterrupted(context());
      const missed: unknown[] = [];
      let nudged = 0;
      for (const attend of await unattended(deps)) {
        if (!(await mayGo(deps))) break;
        try {
          await attend();
          nudged += 1;
        } catch (error) {
          missed.push(error);
        }
        if (missed.length === NUDGES_MISSED_MAX) break;
      }
      if (nudged === 0 && missed.length > 0) throw missed[0];
      return nudged;
    },
    async expireDuePoints(after) {
      const holds = after === null ? await expireRedemptions(context(), REDEMPTIONS_MAX) : null;
      const { failures, next } = await expirePoints(context(), { membersMax: SETTLED_MEMBERS_MAX, after });
      return { failures: [...(holds?.failures ?? []), ...failures], next };
    },
    forgetOldAnswers: () => forgetAnswers(context()),
  };
}

/** What has to be nudged or started, each by a call. */
async function unattended({ context, nudge, startImport }: ScheduleDeps): Promise<(() => Promise<void>)[]> {
  const members = await findUnattended(context(), NUDGES_MAX);
  const imports = await findUnattendedImports(context(), NUDGES_MAX);
  return [...imports.map((each) => () => startImport(each)), ...members.map((member) => () => nudge(member))];
}

/** Waits for the turn of the next nudge; false when the process is to end. */
async function mayGo({ pace, stopping }: ScheduleDeps): Promise<boolean> {
  try {
    await pace(stopping);
    return true;
  } catch (error) {
    if (stopping.aborted) return false;
    throw error;
  }
}

import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { MemberActivities } from '../activities/member-activities.ts';
import type { Conducted } from '../services/lifecycle/conducted.ts';
import { jitteredPauseMs } from './jittered-pause.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { conductMember } = proxyActivities<MemberActivities>({
  taskQueue: TASK_QUEUES.lifecycle,
  startToCloseTimeout: '8 seconds',
  retry: { maximumAttempts: 1 },
});

/** An answer older than this counts from when it was asked for, so that a worker's absence does not lengthen the wait. */
const ANSWER_AGE_MAX_MS = 5_000;

/** How long to wait for a nudge; null: however long it takes. */
type Patience = { readonly ms: number; readonly summary: string } | null;

/** `standing` is null when there was no answer. */
interface Conduct {
  readonly standing: Conducted | null;
  readonly patience: Patience;
}

/** Asks where the member stands. While the database does not answer, patience grows from a second to a minute. */
export function conductor(memberId: string): () => Promise<Conduct> {
  let failures = 0;
  return async () => {
    const askedAt = Date.now();
    try {
      const standing = await conductMember.executeWithOptions(
        { summary: 'where the member stands, and what is due' },
        [memberId],
      );
      failures = 0;
      return { standing, patience: patienceFor(standing, Date.now() - askedAt) };
    } catch (error) {
      if (isCancellation(error)) throw error;
      const pause = { ms: jitteredPauseMs(failures), summary: 'no answer; ask again' };
      failures += 1;
      return { standing: null, patience: pause };
    }
  };
}

/**
 * The time from the answer to its wake. It is a difference of two readings of one clock, because the clocks of workers
 * and of Temporal's server may differ.
 */
function patienceFor(standing: Conducted, ageMs: number): Patience {
  if (standing.status !== 'conducted' || standing.nextWakeAt === null) return null;
  const away = ageMs > ANSWER_AGE_MAX_MS ? ageMs : 0;
  const what = standing.upcoming[0]?.what ?? 'effects that are open';
  return {
    ms: Math.max(1, standing.nextWakeAt - standing.at - away),
    summary: `until ${new Date(standing.nextWakeAt).toISOString()}: ${what}`,
  };
}

import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { DueBatch, ScheduleActivities } from '../activities/schedule-activities.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { expireDuePoints } = proxyActivities<ScheduleActivities>({
  taskQueue: TASK_QUEUES.lifecycle,
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 3 },
});

/** The schedule starts the next run soon; one run stays short enough to be read. */
const BATCHES_MAX = 100;
const FAILURES_NAMED_MAX = 10;

/**
 * Posts all points that have vested or expired by now, in batches. Members who cannot be settled do not keep the others;
 * at the end the run fails and names them.
 */
export async function expirePoints(): Promise<{ readonly batches: number }> {
  const causes = new Map<string, string>();
  let after: DueBatch['next'] = null;
  let batches = 0;
  do {
    batches += 1;
    const summary = `points that vest or expire, batch ${batches}`;
    const { failures, next }: DueBatch = await expireDuePoints.executeWithOptions({ summary }, [after]);
    for (const { memberId, cause } of failures) causes.set(memberId, cause);
    after = next;
  } while (after !== null && batches < BATCHES_MAX);
  if (causes.size > 0) throw ApplicationFailure.nonRetryable(textOf(causes), 'members_not_settled');
  return { batches };
}

function textOf(causes: ReadonlyMap<string, string>): string {
  const named = [...causes].slice(0, FAILURES_NAMED_MAX).map(([memberId, cause]) => `${memberId} (${cause})`);
  const more = causes.size > named.length ? ` and ${causes.size - named.length} more` : '';
  return `all points that were due are settled, except those of member ${named.join(', ')}${more}`;
}

import { proxyActivities } from '@temporalio/workflow';
import type { ScheduleActivities } from '../activities/schedule-activities.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { nudgeUnattended } = proxyActivities<ScheduleActivities>({
  taskQueue: TASK_QUEUES.lifecycle,
  startToCloseTimeout: '55 seconds',
  // A process that is killed takes its attempt with it; another one, or the next, makes the second.
  retry: { maximumAttempts: 3 },
});

/** Once a minute: sees to members whose nudge was lost, or whose wake has come within the horizon. */
export async function reconcile(): Promise<{ readonly nudged: number }> {
  const summary = 'nudge members whose workflows do not know of their next wake';
  return { nudged: await nudgeUnattended.executeWithOptions({ summary }, []) };
}

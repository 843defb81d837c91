import { proxyActivities } from '@temporalio/workflow';
import type { ScheduleActivities } from '../activities/schedule-activities.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { expireDuePoints } = proxyActivities<ScheduleActivities>({
  taskQueue: TASK_QUEUES.lifecycle,
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 3 },
});

/** The schedule starts the next run soon; one run stays short enough to be read. */
const BATCHES_MAX = 100;

/** Posts all points that have vested or expired by now, in batches. */
export async function expirePoints(): Promise<{ readonly batches: number }> {
  for (let batches = 1; ; batches += 1) {
    const summary = `points that vest or expire, batch ${batches}`;
    const { hasMore } = await expireDuePoints.executeWithOptions({ summary }, []);
    if (!hasMore || batches === BATCHES_MAX) return { batches };
  }
}

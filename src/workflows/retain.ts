import { proxyActivities } from '@temporalio/workflow';
import type { ScheduleActivities } from '../activities/schedule-activities.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { forgetOldAnswers } = proxyActivities<ScheduleActivities>({
  taskQueue: TASK_QUEUES.lifecycle,
  startToCloseTimeout: '2 minutes',
  retry: { maximumAttempts: 3 },
});

/** Once an hour: deletes what is kept only for a time. */
export async function retain(): Promise<{ readonly answersForgotten: number }> {
  const summary = 'forget the first answers of requests from more than seven days ago';
  return { answersForgotten: await forgetOldAnswers.executeWithOptions({ summary }, []) };
}

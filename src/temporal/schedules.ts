import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

interface Sweep {
  /** Name of the workflow, and of the schedule. */
  readonly name: string;
  readonly every: '1 minute' | '5 minutes' | '1 hour';
  readonly note: string;
}

/** One schedule for each sweep, never one for each member. */
const SWEEPS: readonly Sweep[] = [
  { name: 'reconcile', every: '1 minute', note: 'Nudges members whose workflows missed something.' },
  { name: 'expirePoints', every: '5 minutes', note: 'Posts points that vest and points that expire.' },
  { name: 'retain', every: '1 hour', note: 'Deletes what is kept only for a time.' },
];

/** Creates the schedules that the server lacks and brings the others up to date; an operator's pause stays. */
export async function ensureSchedules({ schedule }: Client): Promise<void> {
  for (const sweep of SWEEPS) {
    const options = optionsOf(sweep);
    try {
      await schedule.create(options);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await schedule.getHandle(sweep.name).update(({ state }) => ({ ...options, state }));
    }
  }
}

function optionsOf({ name, every, note }: Sweep) {
  return {
    scheduleId: name,
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType: name,
      workflowId: name,
      taskQueue: TASK_QUEUES.lifecycle,
      workflowRunTimeout: '10 minutes',
      staticSummary: note,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    state: { note },
  } as const satisfies ScheduleOptions;
}

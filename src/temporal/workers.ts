import {
  Worker,
  type ActivityInterceptorsFactory,
  type InjectedSinks,
  type NativeConnection,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { MEMBER_WORKFLOW } from '../workflows/member-contract.ts';
import type { MemberSinks } from '../workflows/member-sinks.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

/** A cached workflow costs some 200 KB; one that is not cached replays its history when it wakes. */
const CACHED_WORKFLOWS_MAX = 400;
/**
 * Where Temporal's data was replaced by an older copy, what a worker still knew of a workflow may go into a history that
 * it does not fit. A member's workflow holds no state, so such a run ends, and the next nudge begins another.
 */
const ENDED_BY = { '*': [], [MEMBER_WORKFLOW]: ['NondeterminismError'] };
const LIFECYCLE_ACTIVITIES_AT_ONCE_MAX = 8;
const DELIVERIES_AT_ONCE_MAX = 8;
/** Each reads a file, or records, as fast as it can. */
const IMPORTS_AT_ONCE_MAX = 2;

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly lifecycleActivities: object;
  readonly sendingActivities: object;
  readonly importActivities: object;
  /** Of the whole queue, whatever the number of workers; each must say the same. */
  readonly deliveriesPerSecondMax: number;
  /** Called at places in workflows that tests kill a process at. */
  readonly failpoint: (name: 'before_continue_as_new') => void;
  /** Around every activity. */
  readonly activityInterceptors: ActivityInterceptorsFactory[];
}

/** A worker for each task queue. They give tasks in hand 5 s when they are shut down. */
export async function createWorkers(options: WorkersOptions): Promise<readonly Worker[]> {
  const common = {
    connection: options.connection,
    namespace: options.namespace,
    shutdownGraceTime: '5 seconds',
    shutdownForceTime: '7 seconds',
    interceptors: { activity: options.activityInterceptors },
  } as const;
  const sinks: InjectedSinks<MemberSinks> = {
    failpoints: { reached: { fn: (_info, name) => options.failpoint(name), callDuringReplay: false } },
  };
  return Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUES.lifecycle,
      workflowBundle: options.workflowBundle,
      activities: options.lifecycleActivities,
      sinks,
      maxCachedWorkflows: CACHED_WORKFLOWS_MAX,
      workflowFailureErrorTypes: ENDED_BY,
      maxConcurrentActivityTaskExecutions: LIFECYCLE_ACTIVITIES_AT_ONCE_MAX,
    }),
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUES.sending,
      activities: options.sendingActivities,
      maxConcurrentActivityTaskExecutions: DELIVERIES_AT_ONCE_MAX,
      maxTaskQueueActivitiesPerSecond: options.deliveriesPerSecondMax,
    }),
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUES.imports,
      activities: options.importActivities,
      maxConcurrentActivityTaskExecutions: IMPORTS_AT_ONCE_MAX,
    }),
  ]);
}

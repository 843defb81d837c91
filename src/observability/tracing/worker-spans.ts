import type { Tracer } from '@opentelemetry/api';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { DrainerDeps } from '../../drainer/drainer.ts';
import type { NudgeMember } from '../../temporal/nudge-member.ts';
import { tracingAdvances, tracingNudges } from './advance-spans.ts';
import { inSpan } from './in-span.ts';
import { sendingTraces, tracingActivities } from './temporal-traces.ts';

/** What is put around the parts of a worker to trace them. */
export interface WorkerSpans {
  readonly advances: (advance: DrainerDeps['advanceMarked']) => DrainerDeps['advanceMarked'];
  readonly nudges: (nudge: NudgeMember) => NudgeMember;
  readonly activityInterceptors: ActivityInterceptorsFactory[];
  readonly clientInterceptors: WorkflowClientInterceptor[];
  /** Around a part of an activity. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

const UNTRACED: WorkerSpans = {
  advances: (advance) => advance,
  nudges: (nudge) => nudge,
  activityInterceptors: [],
  clientInterceptors: [],
  step: (_name, work) => work(),
};

/** Nothing at all where nothing is traced. */
export function workerSpans(tracer: Tracer | null): WorkerSpans {
  if (tracer === null) return UNTRACED;
  return {
    advances: tracingAdvances(tracer),
    nudges: tracingNudges(tracer),
    activityInterceptors: [tracingActivities(tracer)],
    clientInterceptors: [sendingTraces],
    step: (name, work) => inSpan(tracer, { name }, work),
  };
}

import type { Headers } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { TRACE_HEADER } from './trace-header.ts';

/**
 * Hands the trace of whoever started or last nudged a workflow on to its activities, until a timer fires: what happens
 * then is nobody's request. It makes no spans: a member's workflow lives for years, and one that never ends is no span.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let trace: Headers[string] | undefined;
  const forget = () => {
    trace = undefined;
  };
  return {
    inbound: [
      {
        execute(input, next) {
          trace = input.headers[TRACE_HEADER];
          return next(input);
        },
        handleSignal(input, next) {
          trace = input.headers[TRACE_HEADER] ?? trace;
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity(input, next) {
          const headers = trace === undefined ? input.headers : { ...input.headers, [TRACE_HEADER]: trace };
          return next({ ...input, headers });
        },
        startTimer(input, next) {
          const fired = next(input);
          // Beside what waits for the timer, which must not go on a turn later than it did when it was recorded.
          fired.then(forget, () => undefined);
          return fired;
        },
      },
    ],
  };
};

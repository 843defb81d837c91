import type { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import {
  MEMBER_WORKFLOW,
  memberWorkflowId,
  NUDGE,
  SEARCH_ATTRIBUTES,
  type MemberInput,
} from '../workflows/member-contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

const NUDGE_WITHIN_MS = 3_000;

export interface Nudge {
  readonly memberId: string;
  readonly programId: string;
  /** The trace that asks for it, as a `traceparent`. */
  readonly markedBy?: string | null;
}

/** Makes the member's workflow look again, and starts it where there is none. Safe to lose, to repeat and to delay. */
export type NudgeMember = (nudge: Nudge) => Promise<void>;

/** Rejects when Temporal does not take the nudge within 3 s. */
export function createNudgeMember(client: Client): NudgeMember {
  return async ({ memberId, programId }) => {
    const input: MemberInput = { version: 1, memberId };
    await client.withDeadline(Date.now() + NUDGE_WITHIN_MS, () =>
      client.workflow.signalWithStart(MEMBER_WORKFLOW, {
        workflowId: memberWorkflowId(memberId),
        taskQueue: TASK_QUEUES.lifecycle,
        args: [input],
        signal: NUDGE,
        staticSummary: `A member of ${programId}: journeys, their messages and timers`,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: SEARCH_ATTRIBUTES.program, value: programId },
        ]),
      }),
    );
  };
}

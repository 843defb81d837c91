import { WorkflowIdConflictPolicy, type Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { IMPORT_WORKFLOW, importWorkflowId, type ImportInput } from '../workflows/import-contract.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/member-contract.ts';
import { TASK_QUEUES } from '../workflows/task-queues.ts';

const START_WITHIN_MS = 3_000;

export interface ImportStart {
  readonly importId: string;
  readonly programId: string;
}

/** Starts the workflow of an import; where it runs, nothing happens. Safe to lose, to repeat and to delay. */
export type StartImport = (start: ImportStart) => Promise<void>;

/** Rejects when Temporal does not take the start within 3 s. */
export function createStartImport(client: Client): StartImport {
  return async ({ importId, programId }) => {
    const input: ImportInput = { version: 1, importId };
    await client.withDeadline(Date.now() + START_WITHIN_MS, () =>
      client.workflow.start(IMPORT_WORKFLOW, {
        workflowId: importWorkflowId(importId),
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        taskQueue: TASK_QUEUES.lifecycle,
        args: [input],
        staticSummary: `An import of ${programId}: a file of events, recorded in batches`,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: SEARCH_ATTRIBUTES.program, value: programId },
        ]),
      }),
    );
  };
}

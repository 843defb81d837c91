import {
  ApplicationFailure,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { ImportActivities, ImportStanding } from '../activities/import-activities.ts';
import type { ImportInput } from './import-contract.ts';
import { importDetails } from './import-display.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { conductImport } = proxyActivities<ImportActivities>({
  taskQueue: TASK_QUEUES.imports,
  // Reading a file is one step; who reads says every second that it goes on.
  startToCloseTimeout: '4 hours',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** A run this long is continued as a new one. */
const HISTORY_EVENTS_MAX = 200;

/**
 * Conducts an import to its end, some seconds of work at a time. All that it needs is in the database, so that a run
 * that starts anew, or a second one, goes on where the import stands. Fails when the import failed, with its code.
 */
export async function importEvents(input: ImportInput): Promise<ImportStanding | null> {
  for (;;) {
    const standing = await conductImport.executeWithOptions({ summary: 'read, or record, some more' }, [
      input.importId,
    ]);
    if (standing === null) return null;
    setCurrentDetails(importDetails(standing));
    if (standing.failureCode !== null) {
      throw ApplicationFailure.nonRetryable('GET /v1/imports/{id} says why', standing.failureCode);
    }
    if (standing.status !== 'running') return standing;
    if (workflowInfo().historyLength >= HISTORY_EVENTS_MAX) await continueAsNew<typeof importEvents>(input);
  }
}

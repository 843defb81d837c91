import { Context as ActivityContext } from '@temporalio/activity';
import { conductImport } from '../services/import/conduct-import.ts';
import type { ImportContext } from '../services/import/event-recorder.ts';
import type { Import } from '../services/import/import.ts';
import { uuidOf } from './member-activities.ts';

/** What an import's workflow asks of the database. */
export interface ImportActivities {
  /** Takes the import a good way on, and answers how far it is; null when there is no such import. */
  conductImport(importId: string): Promise<ImportStanding | null>;
}

/** How far an import is: words and numbers, nothing of what its file holds. */
export interface ImportStanding extends Pick<
  Import,
  | 'status'
  | 'phase'
  | 'bytes'
  | 'bytesRead'
  | 'linesRead'
  | 'skipped'
  | 'rejected'
  | 'events'
  | 'recorded'
  | 'duplicates'
  | 'enrolled'
> {
  readonly version: 1;
  /** What it failed with; the sentence with it stays in the database. */
  readonly failureCode: string | null;
}

/** Tells Temporal with each step that the work goes on. */
export function createImportActivities(context: ImportContext): ImportActivities {
  return {
    async conductImport(importId) {
      const { heartbeat, cancellationSignal: stopping } = activity();
      const standing = await conductImport(context, {
        importId: uuidOf(importId),
        onStep: heartbeat,
        stopping,
      });
      return standing === null ? null : standingOf(standing);
    },
  };
}

/** Its signal is also aborted when the worker is shut down. */
function activity() {
  const current = ActivityContext.current();
  return { heartbeat: () => current.heartbeat(), cancellationSignal: current.cancellationSignal };
}

function standingOf(standing: Import): ImportStanding {
  return {
    version: 1,
    status: standing.status,
    phase: standing.phase,
    bytes: standing.bytes,
    bytesRead: standing.bytesRead,
    linesRead: standing.linesRead,
    skipped: standing.skipped,
    rejected: standing.rejected,
    events: standing.events,
    recorded: standing.recorded,
    duplicates: standing.duplicates,
    enrolled: standing.enrolled,
    failureCode: standing.failure?.code ?? null,
  };
}

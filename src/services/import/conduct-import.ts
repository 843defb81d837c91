import { isOutage } from '../../db/outage.ts';
import { isContention } from '../../db/sql-state.ts';
import { assertNever } from '../../domain/values/assert-never.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf } from '../../domain/values/instant.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import type { Context } from '../context.ts';
import { causeOf } from '../lifecycle/record-failures.ts';
import { clearImport, endImport } from './end-import.ts';
import type { ImportContext } from './event-recorder.ts';
import { NoLongerHeld, whileHeld, type Work } from './hold-import.ts';
import { readImport, type Import } from './import.ts';
import { markBatches } from './mark-batches.ts';
import { readUpload } from './read-upload.ts';
import { recordBatches } from './record-batches.ts';
import { takeImport } from './take-import.ts';

/** How long an import is worked on at a time; reading its file is one step, however long that takes. */
const SLICE_MS = 10_000;

export interface ConductImport {
  readonly importId: Uuid;
  /** Called while the work goes on. */
  readonly onStep: () => void;
  /** Aborted when the process is to end. */
  readonly stopping: AbortSignal;
}

/**
 * Takes an import a good way on, from wherever it stands: asked again, also elsewhere and after any death, it goes on.
 * Answers how it stands then; null when there is no such import. What fails twice in the same way, or ten times
 * without a step between, ends the import; until then it is thrown, to be tried again later.
 */
export async function conductImport(
  context: ImportContext,
  { importId, onStep, stopping }: ConductImport,
): Promise<Import | null> {
  const { clock, ...rest } = context;
  const now = (): Context => ({ ...rest, now: clock.now() });
  const until = instantOf(clock.now() + SLICE_MS);
  const hasTime = (): boolean => !stopping.aborted && clock.now() < until;
  const held = await takeImport(now(), importId);
  if (held !== null) await workOn({ context, held, onStep, hasTime, stopping });
  const standing = await readImport(rest.db, importId);
  const endedAt = standing?.endedAt ?? null;
  if (endedAt !== null) await clearImport(now(), { importId, endedAt }, onStep);
  return standing;
}

async function workOn(work: Work): Promise<void> {
  try {
    await nextPhase(work);
  } catch (error) {
    if (error instanceof NoLongerHeld) return;
    if (work.stopping.aborted || isOutage(error) || isContention(error)) throw error;
    await recordFailure(work, error);
  }
}

async function nextPhase(work: Work): Promise<void> {
  const { phase } = work.held.row;
  switch (phase) {
    case 'reading':
      return readUpload(work);
    case 'recording':
      return recordBatches(work);
    case 'marking':
      return markBatches(work);
    default:
      return assertNever(phase);
  }
}

/** Ends the import when trying again cannot help; throws the error otherwise. */
async function recordFailure(work: Work, error: unknown): Promise<void> {
  const detail = causeOf(error);
  if (error instanceof UnreadableFile) {
    return endImport(work, { status: 'failed', code: 'unreadable_file', detail });
  }
  if (work.held.row.failure_detail === detail) {
    return endImport(work, { status: 'failed', code: 'internal', detail });
  }
  await whileHeld(work, (tx, { id }) =>
    tx.updateTable('import').set({ failure_detail: detail }).where('id', '=', id).execute(),
  );
  throw error;
}

import { sql } from 'kysely';
import type { FileEvent } from '../../domain/import/file-event.ts';
import { addRejects } from './add-rejects.ts';
import { countBatch, countEnrolled, lookBeforehand, type Beforehand } from './batch-beforehand.ts';
import { endImport } from './end-import.ts';
import { eventRecorder, type Outcome } from './event-recorder.ts';
import { leaseFrom, whileHeld, whileHeldOrCancelled, type Work } from './hold-import.ts';
import { keptBatch } from './kept-events.ts';
import { rejectionsOf } from './rejections.ts';
import { rejectedLines } from './rejects-text.ts';

/**
 * Records the batches of an import as long as there is time, from where the one before ended or died. A batch that was
 * recorded and not counted is recorded again, which changes nothing, and counted as if it had been the first time.
 */
export async function recordBatches(work: Work): Promise<void> {
  const { context, held, onStep, hasTime } = work;
  const { program_id: programId, source, enrol, history, batches } = held.row;
  const recorder = eventRecorder(context, { programId, source, enrol, history });
  for (let number = held.row.next_batch; number < batches; number += 1) {
    if (!hasTime()) return;
    const events = await keptBatch(context.db, { importId: held.importId, number });
    const before = await lookBeforehand(work, number, events);
    onStep();
    const { outcomes } = await recorder.record(events);
    await conclude(work, number, { events, outcomes, before });
    onStep();
  }
  if (history) await beginMarking(work);
  else await endImport(work, { status: 'done' });
}

interface RecordedEvents {
  readonly events: readonly FileEvent[];
  readonly outcomes: readonly Outcome[];
  readonly before: Beforehand;
}

/** Counts a batch, also one of an import that was cancelled meanwhile, and keeps the lines that were refused. */
async function conclude(
  work: Work,
  number: number,
  { events, outcomes, before }: RecordedEvents,
): Promise<void> {
  const { recorded, duplicates } = countBatch(events, outcomes, before);
  const enrolled = await countEnrolled(work, events, before);
  const rejections = rejectionsOf(events, outcomes);
  const now = work.context.clock.now();
  await whileHeldOrCancelled(work, async (tx, row) => {
    await addRejects(tx, row, rejectedLines(row.reject_columns, rejections));
    await tx
      .updateTable('import')
      .set({
        next_batch: number + 1,
        recorded: sql`recorded + ${recorded}`,
        duplicates: sql`duplicates + ${duplicates}`,
        enrolled: sql`enrolled + ${enrolled}`,
        attempts: 0,
        ...(row.status === 'running' && { failure_detail: null, next_wake_at: leaseFrom(now) }),
      })
      .where('id', '=', row.id)
      .execute();
  });
}

async function beginMarking(work: Work): Promise<void> {
  await whileHeld(work, (tx, { id }) =>
    tx.updateTable('import').set({ phase: 'marking', next_batch: 0 }).where('id', '=', id).execute(),
  );
}

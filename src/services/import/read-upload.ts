import type { Rejection } from '../../domain/import/source-line.ts';
import { addRejects } from './add-rejects.ts';
import { batches } from './batches.ts';
import { EVENT_BATCH_LIMITS } from './event-batch-limits.ts';
import { openEventFile, type EventFile } from './event-file.ts';
import { whileHeld, type Work } from './hold-import.ts';
import { deleteParts, deleteSomeParts, readParts } from './import-parts.ts';
import { keepBatch } from './kept-events.ts';
import { createReadingProgress, type ReadingProgress } from './reading-progress.ts';
import { rejectedLines } from './rejects-text.ts';
import { formatOf } from './stored-format.ts';

/** Rejected lines that are in memory at a time. */
const REJECTS_HELD_MAX = 1_000;

/**
 * Reads a posted file and keeps its events by time, a batch in each part, for any worker to record. Begins at the
 * beginning, also where another one was interrupted. Throws `UnreadableFile`, and `NoLongerHeld`.
 */
export async function readUpload(work: Work): Promise<void> {
  const { context, held, onStep } = work;
  await forget(work, 'events');
  await forget(work, 'rejects');
  const format = formatOf(held.row);
  if (!format.ok) throw new Error('a stored mapping cannot be read any more');
  const progress = createReadingProgress(work);
  const bytes = progress.following(readParts(context.db, held.importId, 'upload'));
  const file = await openEventFile(format.value, { name: held.row.file_name ?? 'file', bytes });
  if (!file.ok) throw new Error('a posted file does not fit its mapping any more');
  try {
    await keepEvents(work, file.value, progress);
  } finally {
    await file.value.close();
  }
  await deleteParts(context.db, held.importId, 'upload', onStep);
}

/** Deletes what an earlier reading kept; nothing of what another one keeps who has taken the import over. */
async function forget(work: Work, kind: 'events' | 'rejects'): Promise<void> {
  let mayBeMore = true;
  while (mayBeMore) {
    mayBeMore = await whileHeld(work, (tx, { id }) => deleteSomeParts(tx, id, kind));
    work.onStep();
  }
}

async function keepEvents(work: Work, file: EventFile, progress: ReadingProgress): Promise<void> {
  const { importId } = work.held;
  const rejects = await beginRejects(work, file);
  const events = file.eventsByTime({ ...progress.observer, rejected: rejects.add });
  let number = 0;
  for await (const batch of batches(events, EVENT_BATCH_LIMITS)) {
    const place = { importId, number };
    await whileHeld(work, (tx) => keepBatch(tx, place, batch));
    number += 1;
    await progress.note();
  }
  await rejects.flush();
  await whileHeld(work, (tx) =>
    tx
      .updateTable('import')
      .set({ ...progress.columns(), phase: 'recording', batches: number, next_batch: 0, attempts: 0 })
      .where('id', '=', importId)
      .execute(),
  );
}

interface Rejects {
  readonly add: (rejections: readonly Rejection[]) => Promise<void>;
  readonly flush: () => Promise<void>;
}

/** Forgets what an earlier reading rejected. The names of the columns stand before the first line. */
async function beginRejects(work: Work, { columns }: EventFile): Promise<Rejects> {
  await whileHeld(work, async (tx, { id }) => {
    const none = { rejected: 0, rejected_by: '{}', reject_columns: columns === null ? null : [...columns] };
    await tx.updateTable('import').set(none).where('id', '=', id).execute();
  });
  let waiting: Rejection[] = [];
  const flush = async (): Promise<void> => {
    const lines = rejectedLines(columns, waiting);
    waiting = [];
    await whileHeld(work, (tx, row) => addRejects(tx, row, lines));
  };
  return {
    async add(rejections) {
      waiting.push(...rejections);
      if (waiting.length >= REJECTS_HELD_MAX) await flush();
    },
    flush,
  };
}

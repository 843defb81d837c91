import type { Parsed } from '../../schemas/files/finding.ts';
import { batches } from './batches.ts';
import { EVENT_BATCH_LIMITS } from './event-batch-limits.ts';
import { openEventFile, type EventFile, type FileFormat } from './event-file.ts';
import type { EventRecorder, Outcome } from './event-recorder.ts';
import { fileBytes, sizeOf } from './file-bytes.ts';
import { readAhead } from './read-ahead.ts';
import { openRejectsFile, type RejectsFile } from './rejects-file.ts';
import { rejectionsOf } from './rejections.ts';
import { createTally } from './tally.ts';

export interface ImportFile {
  readonly path: string;
  readonly format: FileFormat;
  readonly rejectsPath: string;
  readonly recorder: EventRecorder;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export type ImportProgress =
  | { readonly phase: 'reading'; readonly lines: number; readonly bytes: number; readonly bytesTotal: number }
  | { readonly phase: 'recording'; readonly events: number; readonly eventsTotal: number };

/**
 * Lines are counted in `read`, `skipped` and `rejected`; events in `events`, `recorded` and `duplicates`; members in
 * `enrolled`.
 */
export interface ImportSummary {
  readonly read: number;
  readonly events: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly enrolled: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly skippedBy: Readonly<Record<string, number>>;
}

const LINES_PER_PROGRESS = 1_000;

/**
 * Imports the events of a file. The whole file is read and sorted first, then its events are recorded by time, the next
 * batch being read while one is recorded. Answers findings, and has done nothing, when the file lacks columns of the
 * mapping. Throws `UnreadableFile` when it is not such a file; what failed half-way is safe to repeat.
 */
export async function importFile(input: ImportFile): Promise<Parsed<ImportSummary>> {
  const { path, format, rejectsPath } = input;
  const progress = { bytes: 0, bytesTotal: await sizeOf(path) };
  const bytes = fileBytes(path, (read) => void (progress.bytes = read));
  const file = await openEventFile(format, bytes);
  if (!file.ok) return file;
  try {
    const rejects = await openRejectsFile(rejectsPath, file.value.columns);
    try {
      return { ok: true, value: await recordAll(input, { file: file.value, rejects, progress }) };
    } finally {
      await rejects.close();
    }
  } finally {
    await file.value.close();
  }
}

interface Reading {
  readonly file: EventFile;
  readonly rejects: RejectsFile;
  readonly progress: { readonly bytes: number; readonly bytesTotal: number };
}

async function recordAll(
  { recorder, onProgress }: ImportFile,
  { file, rejects, progress }: Reading,
): Promise<ImportSummary> {
  const count = { read: 0, events: 0, recorded: 0, duplicates: 0, enrolled: 0 };
  const skipped = createTally();
  const events = file.eventsByTime({
    read() {
      count.read += 1;
      if (count.read % LINES_PER_PROGRESS === 0)
        onProgress?.({ phase: 'reading', lines: count.read, ...progress });
    },
    skipped: (reason) => skipped.add(reason),
    found() {
      count.events += 1;
    },
    rejected: (rejections) => rejects.add(rejections),
  });
  let done = 0;
  for await (const batch of readAhead(batches(events, EVENT_BATCH_LIMITS))) {
    const { outcomes, enrolled } = await recorder.record(batch);
    await rejects.add(rejectionsOf(batch, outcomes));
    count.recorded += countOf(outcomes, 'recorded');
    count.duplicates += countOf(outcomes, 'duplicate');
    count.enrolled += enrolled;
    done += batch.length;
    onProgress?.({ phase: 'recording', events: done, eventsTotal: count.events });
  }
  await recorder.finish();
  return {
    ...count,
    skipped: skipped.total,
    rejected: rejects.count,
    rejectedBy: rejects.byReason,
    skippedBy: skipped.byWord,
  };
}

function countOf(outcomes: readonly Outcome[], status: Outcome['status']): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}

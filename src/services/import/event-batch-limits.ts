import type { FileEvent } from '../../domain/import/file-event.ts';
import type { BatchLimits } from './batches.ts';

/** What is recorded, and counted, together: at most 1,000 events from about 4 MB of text. */
export const EVENT_BATCH_LIMITS: BatchLimits<FileEvent> = {
  countMax: 1_000,
  weightMax: 4_000_000,
  weightOf: ({ lines }) =>
    lines.reduce((sum, { cells }) => cells.reduce((length, cell) => length + cell.length, sum), 0),
};

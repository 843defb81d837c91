import { leaseFrom, whileHeld, type Work } from './hold-import.ts';
import type { LineObserver } from './line-observer.ts';
import { createTally } from './tally.ts';

/** Between two notes of how far the reading is. */
const NOTED_EVERY_MS = 1_000;
/** Between two signs of life: sorting takes long after the last byte was fetched. */
const COUNTED_PER_STEP = 1_000;

/** How far the reading of a posted file is. */
export interface ReadingProgress {
  readonly observer: Omit<LineObserver, 'rejected'>;
  /** The same bytes; while they are fetched the progress is noted, and a reading that is to end is ended. */
  following(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer>;
  /** Writes down the counts, and that the reading goes on, unless that was done a moment ago. */
  note(): Promise<void>;
  /** The counts as columns of the import. */
  columns(): {
    readonly bytes_read: number;
    readonly lines_read: number;
    readonly events: number;
    readonly skipped: number;
    readonly skipped_by: string;
  };
}

/** Begins at nothing, also where an earlier reading was interrupted. */
export function createReadingProgress(work: Work): ReadingProgress {
  const { clock } = work.context;
  const skipped = createTally();
  const count = { bytes: 0, lines: 0, events: 0 };
  let notedAt = clock.now();

  function columns() {
    return {
      bytes_read: count.bytes,
      lines_read: count.lines,
      events: count.events,
      skipped: skipped.total,
      skipped_by: JSON.stringify(skipped.byWord),
    };
  }

  async function note(): Promise<void> {
    work.stopping.throwIfAborted();
    work.onStep();
    const now = clock.now();
    if (now - notedAt < NOTED_EVERY_MS) return;
    notedAt = now;
    await whileHeld(work, (tx, { id }) =>
      tx
        .updateTable('import')
        .set({ ...columns(), next_wake_at: leaseFrom(now) })
        .where('id', '=', id)
        .execute(),
    );
  }

  async function* following(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      await note();
      yield piece;
      count.bytes += piece.length;
    }
  }

  return {
    observer: {
      read() {
        count.lines += 1;
        if (count.lines % COUNTED_PER_STEP === 0) work.onStep();
      },
      found() {
        count.events += 1;
        if (count.events % COUNTED_PER_STEP === 0) work.onStep();
      },
      skipped: (reason) => skipped.add(reason),
    },
    following,
    note,
    columns,
  };
}

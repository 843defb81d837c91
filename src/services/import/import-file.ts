import type { Mapping } from '../../domain/import/mapping.ts';
import type { Order } from '../../domain/import/order.ts';
import type { ColumnPositions } from '../../domain/import/read-order.ts';
import type { Rejection, SourceLine } from '../../domain/import/source-line.ts';
import type { Parsed } from '../../schemas/files/finding.ts';
import { bindColumns } from '../../schemas/files/mapping-columns.ts';
import type { ParsedFile } from '../../schemas/files/parse-file.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { batches, readAhead } from './batches.ts';
import { ordersByTime } from './orders.ts';
import { openRejectsFile, type RejectsFile } from './rejects-file.ts';
import { sizeOf, sourceLines } from './source-lines.ts';

export interface ImportFile {
  readonly path: string;
  readonly mapping: ParsedFile<Mapping>;
  readonly rejectsPath: string;
  readonly recorder: OrderRecorder;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Takes orders in the order in which they are to be recorded. */
export interface OrderRecorder {
  record(orders: readonly Order[]): Promise<RecordedOrders>;
  /** Called once, after the last order. */
  finish(): Promise<void>;
}

export interface RecordedOrders {
  readonly recorded: number;
  readonly duplicates: number;
  readonly enrolled: number;
  readonly rejections: readonly Rejection[];
}

export type ImportProgress =
  | { readonly phase: 'reading'; readonly lines: number; readonly bytes: number; readonly bytesTotal: number }
  | { readonly phase: 'recording'; readonly orders: number; readonly ordersTotal: number };

/** Lines are counted in `read`, `skipped` and `rejected`; purchases in `orders`, `recorded` and `duplicates`; members in `enrolled`. */
export interface ImportSummary {
  readonly read: number;
  readonly orders: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly enrolled: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
  readonly skippedBy: Readonly<Record<string, number>>;
}

const ORDERS_PER_BATCH = 1_000;
const LINES_PER_PROGRESS = 1_000;

/**
 * Imports the purchases of a delimited file. The whole file is read and sorted first, then its orders are recorded by
 * time, the next batch being read while one is recorded. Answers findings, and has done nothing, when the file lacks
 * columns of the mapping. Throws `UnreadableFile` when it is not such a file; what failed half-way is safe to repeat.
 */
export async function importFile(input: ImportFile): Promise<Parsed<ImportSummary>> {
  const { path, mapping, rejectsPath } = input;
  const bytesTotal = await sizeOf(path);
  let bytes = 0;
  const onRead = (read: number): void => void (bytes = read);
  const lines = sourceLines({ path, delimiter: mapping.value.delimiter, onRead });
  try {
    const header = await lines.next();
    if (header.done === true) throw new UnreadableFile(`${path}: is empty`);
    const positions = bindColumns(mapping, header.value.cells);
    if (!positions.ok) return positions;
    const rejects = await openRejectsFile(rejectsPath, header.value.cells);
    try {
      const reading = { positions: positions.value, lines, rejects, bytes: () => ({ bytes, bytesTotal }) };
      return { ok: true, value: await recordAll(input, reading) };
    } finally {
      await rejects.close();
    }
  } finally {
    await lines.return(undefined);
  }
}

interface Reading {
  readonly positions: ColumnPositions;
  readonly lines: AsyncIterable<SourceLine>;
  readonly rejects: RejectsFile;
  readonly bytes: () => { readonly bytes: number; readonly bytesTotal: number };
}

async function recordAll(
  { mapping, recorder, onProgress }: ImportFile,
  { positions, lines, rejects, bytes }: Reading,
): Promise<ImportSummary> {
  const count = { read: 0, orders: 0, recorded: 0, duplicates: 0, enrolled: 0, skipped: 0 };
  const skippedBy: Record<string, number> = {};
  const orders = ordersByTime(mapping.value, positions, lines, {
    read() {
      count.read += 1;
      if (count.read % LINES_PER_PROGRESS === 0)
        onProgress?.({ phase: 'reading', lines: count.read, ...bytes() });
    },
    skipped(reason) {
      count.skipped += 1;
      skippedBy[reason] = (skippedBy[reason] ?? 0) + 1;
    },
    ordered() {
      count.orders += 1;
    },
    rejected: (rejections) => rejects.add(rejections),
  });
  let done = 0;
  for await (const batch of readAhead(batches(orders, ORDERS_PER_BATCH))) {
    const { recorded, duplicates, enrolled, rejections } = await recorder.record(batch);
    await rejects.add(rejections);
    count.recorded += recorded;
    count.duplicates += duplicates;
    count.enrolled += enrolled;
    done += batch.length;
    onProgress?.({ phase: 'recording', orders: done, ordersTotal: count.orders });
  }
  await recorder.finish();
  return { ...count, rejected: rejects.count, rejectedBy: rejects.byReason, skippedBy };
}

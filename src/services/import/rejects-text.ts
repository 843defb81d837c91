import type { Rejection } from '../../domain/import/source-line.ts';
import { createTally } from './tally.ts';

/** How rejected lines are written down, in the form of the file that they stand in. */
export interface RejectsText {
  /** What stands before the first. */
  readonly beginning: string;
  readonly linesOf: (rejections: readonly Rejection[]) => string;
}

/**
 * CSV (RFC 4180) with `line,reason,detail` and then the line's own columns. Where there are no columns, NDJSON: an
 * object with `line`, `reason`, `detail`, and the line itself as the text `event`.
 */
export function rejectsText(columns: readonly string[] | null): RejectsText {
  return columns === null
    ? { beginning: '', linesOf: ndjson }
    : { beginning: record(['line', 'reason', 'detail', ...columns]), linesOf: csv };
}

/** Rejected lines as text, and how many there are of which kind. */
export interface RejectedLines {
  readonly text: string;
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/** `columns` as of `rejectsText`; without what stands before the first line. */
export function rejectedLines(
  columns: readonly string[] | null,
  rejections: readonly Rejection[],
): RejectedLines {
  const tally = createTally();
  for (const { reason } of rejections) tally.add(reason);
  return { text: rejectsText(columns).linesOf(rejections), count: tally.total, byReason: tally.byWord };
}

function csv(rejections: readonly Rejection[]): string {
  return rejections
    .map(({ source, reason, detail }) => record([String(source.line), reason, detail, ...source.cells]))
    .join('');
}

function record(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\n`;
}

function ndjson(rejections: readonly Rejection[]): string {
  return rejections
    .map(({ source, reason, detail }) => {
      const [event] = source.cells;
      return `${JSON.stringify({ line: source.line, reason, detail, event })}\n`;
    })
    .join('');
}

import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Rejection } from '../../domain/import/source-line.ts';

/** Where rejected lines are written down; `count` is how many, `byReason` of which kinds. */
export interface RejectsFile {
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  add(rejections: readonly Rejection[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A CSV file (RFC 4180, UTF-8) with `line,reason,detail` and then the line's own columns, in the order in which lines
 * were rejected. An earlier file of that name is replaced, and is gone when nothing is rejected now.
 */
export async function openRejectsFile(path: string, header: readonly string[]): Promise<RejectsFile> {
  await rm(path, { force: true });
  const byReason: Record<string, number> = {};
  let count = 0;
  let stream: WriteStream | null = null;

  return {
    get count() {
      return count;
    },
    byReason,
    async add(rejections) {
      if (rejections.length === 0) return;
      let text = '';
      if (stream === null) {
        stream = createWriteStream(path);
        await once(stream, 'open');
        text = record(['line', 'reason', 'detail', ...header]);
      }
      for (const { source, reason, detail } of rejections) {
        count += 1;
        byReason[reason] = (byReason[reason] ?? 0) + 1;
        text += record([String(source.line), reason, detail, ...source.cells]);
      }
      if (!stream.write(text)) await once(stream, 'drain');
    },
    async close() {
      if (stream === null) return;
      stream.end();
      await finished(stream);
    },
  };
}

function record(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\n`;
}

import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Rejection } from '../../domain/import/source-line.ts';
import { createTally } from './tally.ts';
import { rejectsText } from './rejects-text.ts';

/** Where rejected lines are written down; `count` is how many, `byReason` of which kinds. */
export interface RejectsFile {
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  add(rejections: readonly Rejection[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A file in the form of the one that is imported, see `rejectsText`, in the order in which lines were rejected. An
 * earlier file of that name is replaced, and is gone when nothing is rejected now.
 */
export async function openRejectsFile(path: string, columns: readonly string[] | null): Promise<RejectsFile> {
  await rm(path, { force: true });
  const { beginning, linesOf } = rejectsText(columns);
  const tally = createTally();
  let stream: WriteStream | null = null;

  return {
    get count() {
      return tally.total;
    },
    byReason: tally.byWord,
    async add(rejections) {
      if (rejections.length === 0) return;
      let text = linesOf(rejections);
      if (stream === null) {
        stream = createWriteStream(path);
        await once(stream, 'open');
        text = beginning + text;
      }
      for (const { reason } of rejections) tally.add(reason);
      if (!stream.write(text)) await once(stream, 'drain');
    },
    async close() {
      if (stream === null) return;
      stream.end();
      await finished(stream);
    },
  };
}

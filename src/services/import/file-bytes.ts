import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import type { NamedBytes } from './text-bytes.ts';

/** How many bytes the file has on the disk. Throws `UnreadableFile` when it is not there, or not a file. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UnreadableFile(`${path} cannot be read`, { cause: error });
  });
  if (!found.isFile()) throw new UnreadableFile(`${path} is not a file`);
  return found.size;
}

/** The bytes of a file on the disk; `onRead` is told with each piece how many there were so far. */
export function fileBytes(path: string, onRead: (bytes: number) => void): NamedBytes {
  return { name: path, bytes: read(path, onRead) };
}

async function* read(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file: AsyncIterable<Buffer> & { readonly bytesRead: number } = createReadStream(path);
  for await (const piece of file) {
    onRead(file.bytesRead);
    yield piece;
  }
}

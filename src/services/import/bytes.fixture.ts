import type { NamedBytes } from './text-bytes.ts';

/** A file in memory, in pieces of that many bytes. */
export function bytesOf(content: string | Uint8Array, pieceBytes = 7): NamedBytes {
  const all = Buffer.from(content);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let from = 0; from < all.length; from += pieceBytes) yield all.subarray(from, from + pieceBytes);
  }
  return { name: 'file', bytes: pieces() };
}

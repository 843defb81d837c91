import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';

/** Bytes from anywhere, under the name that a person knows them by. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: AsyncIterable<Buffer>;
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** What a file may unpack to: more is a mistake, or meant to fill somebody's disk. */
const TEXT_BYTES_MAX = 16 * 1024 ** 3;

/**
 * The bytes of a UTF-8 text, a piece at a time; what begins as gzip does is unpacked. Throws `UnreadableFile` for bytes
 * that are not UTF-8, for gzip that is damaged or breaks off, and for a text above `bytesMax`.
 */
export async function* textBytes(
  { name, bytes }: NamedBytes,
  { bytesMax = TEXT_BYTES_MAX }: { readonly bytesMax?: number } = {},
): AsyncGenerator<Buffer> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let length = 0;
  try {
    for await (const piece of unpacked(bytes)) {
      length += piece.length;
      if (length > bytesMax) throw new UnreadableFile(`${name}: is larger than ${bytesMax} bytes`);
      utf8.decode(piece, { stream: true });
      yield piece;
    }
    utf8.decode();
  } catch (error) {
    throw readable(name, error);
  }
}

async function* unpacked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const iterator = bytes[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < GZIP_MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  const all = startingWith(start, { [Symbol.asyncIterator]: () => iterator });
  if (start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) yield* gunzipped(all);
  else yield* all;
}

async function* startingWith(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

function gunzipped(packed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // What fails before it fails the reader, which is where it is told.
  return pipeline(Readable.from(packed), createGunzip(), () => undefined);
}

function readable(name: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return new UnreadableFile(`${name}: is not UTF-8`);
  if (!code.startsWith('Z_') || !(error instanceof Error)) return error;
  return new UnreadableFile(`${name}: is not whole gzip: ${error.message}`, { cause: error });
}

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import type { SourceLine } from '../../domain/import/source-line.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';

export interface SourceFile {
  readonly path: string;
  readonly delimiter: string;
  /** Told with each record how much of the file, as it lies on the disk, was read. */
  readonly onRead?: (bytes: number) => void;
}

/** Longer records are refused: most likely a quote that is never closed. */
const RECORD_BYTES_MAX = 1_000_000;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** How many bytes the file has on the disk. Throws `UnreadableFile` when it is not there, or not a file. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UnreadableFile(`${path} cannot be read`, { cause: error });
  });
  if (!found.isFile()) throw new UnreadableFile(`${path} is not a file`);
  return found.size;
}

/**
 * The records of a delimited UTF-8 file, the header first, as they are read: a file of any size takes the memory of a
 * few records. A file that begins as gzip does is unpacked. Empty lines are passed over; a byte order mark is dropped.
 * Throws `UnreadableFile`, naming the line, for what is no such file.
 */
export async function* sourceLines({ path, delimiter, onRead }: SourceFile): AsyncGenerator<SourceLine> {
  const records = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  const isPacked = await isGzip(path);
  const file = createReadStream(path);
  const forwardFailure = (error: Error | null | undefined): void => {
    if (error) records.destroy(error);
  };
  if (isPacked) pipeline(file, createGunzip(), records, forwardFailure);
  else pipeline(file, records, forwardFailure);
  try {
    for await (const { record, info } of recordsOf(records)) {
      onRead?.(file.bytesRead);
      yield { line: info.lines - newlinesIn(record), cells: record };
    }
  } catch (error) {
    throw isAboutTheFile(error) ? new UnreadableFile(`${path}: ${error.message}`, { cause: error }) : error;
  } finally {
    file.destroy();
    records.destroy();
  }
}

interface ParsedRecord {
  readonly record: string[];
  /** `lines` is the line that the record ends on. */
  readonly info: { readonly lines: number };
}

function recordsOf(records: AsyncIterable<ParsedRecord>): AsyncIterable<ParsedRecord> {
  return records;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(GZIP_MAGIC.length) });
    return buffer.equals(GZIP_MAGIC);
  } finally {
    await file.close();
  }
}

function newlinesIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 0);
}

function isAboutTheFile(error: unknown): error is Error {
  return (
    error instanceof CsvError ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
  );
}

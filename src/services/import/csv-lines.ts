import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { SourceLine } from '../../domain/import/source-line.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { textBytes, type NamedBytes } from './text-bytes.ts';

/** Longer records are refused: most likely a quote that is never closed. */
const RECORD_BYTES_MAX = 1_000_000;

/**
 * The records of a delimited file, the header first, as they are read: a file of any size takes the memory of a few
 * records. Empty lines are passed over; a byte order mark is dropped. Throws `UnreadableFile`, naming the line, for
 * what is no such file.
 */
export async function* csvLines(file: NamedBytes, delimiter: string): AsyncGenerator<SourceLine> {
  const records = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  const bytes = Readable.from(textBytes(file));
  // What fails before the parser fails the parser, and is told where its records are read.
  pipeline(bytes, records, () => undefined);
  try {
    for await (const { record, info } of recordsOf(records)) {
      yield { line: info.lines - newlinesIn(record), cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError
      ? new UnreadableFile(`${file.name}: ${error.message}`, { cause: error })
      : error;
  } finally {
    bytes.destroy();
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

function newlinesIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => (cell.includes('\n') ? sum + cell.split('\n').length - 1 : sum), 0);
}

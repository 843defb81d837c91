import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Mapping } from '../../domain/import/mapping.ts';
import type { SourceLine } from '../../domain/import/source-line.ts';
import type { Parsed } from '../../schemas/files/finding.ts';
import { bindColumns } from '../../schemas/files/mapping-columns.ts';
import type { ParsedFile } from '../../schemas/files/parse-file.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { csvLines } from './csv-lines.ts';
import type { LineObserver } from './line-observer.ts';
import { ndjsonEventsByTime } from './ndjson-events.ts';
import { ndjsonLines } from './ndjson-lines.ts';
import { ordersByTime } from './orders.ts';
import type { NamedBytes } from './text-bytes.ts';

/**
 * What the lines of a file are.
 * - `csv`: cells, that become purchases and returns as the mapping says.
 * - `ndjson`: events as `POST /v1/events` takes them; `enrol`: members that are not there become members.
 */
export type FileFormat =
  | { readonly kind: 'csv'; readonly mapping: ParsedFile<Mapping> }
  | { readonly kind: 'ndjson'; readonly source: string; readonly enrol: boolean };

/** Whose events a file holds, and whether its members may be enrolled. */
export function termsOf(format: FileFormat): { readonly source: string; readonly enrol: boolean } {
  if (format.kind === 'ndjson') return { source: format.source, enrol: format.enrol };
  const { source, member } = format.mapping.value;
  return { source, enrol: member.enrol };
}

/** A file whose beginning is what its format says. Its events are read once. */
export interface EventFile {
  /** Names of the columns; null where there are none. */
  readonly columns: readonly string[] | null;
  eventsByTime(observer: LineObserver): AsyncGenerator<FileEvent>;
  close(): Promise<void>;
}

/**
 * Opens a file by reading its first line. Answers findings when it lacks columns of the mapping. Throws `UnreadableFile`
 * when it is empty, or begins as no such file does.
 */
export async function openEventFile(format: FileFormat, file: NamedBytes): Promise<Parsed<EventFile>> {
  const lines = format.kind === 'csv' ? csvLines(file, format.mapping.value.delimiter) : ndjsonLines(file);
  const close = async (): Promise<void> => void (await lines.return(undefined));
  const first = await lines.next();
  if (first.done === true) throw new UnreadableFile(`${file.name}: is empty`);
  if (format.kind === 'ndjson') {
    const all = startingWith(first.value, lines);
    return opened({
      columns: null,
      eventsByTime: (observer) => ndjsonEventsByTime(format.source, all, observer),
      close,
    });
  }
  const { mapping } = format;
  const columns = first.value.cells;
  const positions = bindColumns(mapping, columns);
  if (!positions.ok) {
    await close();
    return positions;
  }
  return opened({
    columns,
    eventsByTime: (observer) => ordersByTime(mapping.value, positions.value, lines, observer),
    close,
  });
}

function opened(value: EventFile): Parsed<EventFile> {
  return { ok: true, value };
}

async function* startingWith(first: SourceLine, rest: AsyncIterable<SourceLine>): AsyncGenerator<SourceLine> {
  yield first;
  yield* rest;
}

import { createHash } from 'node:crypto';
import {
  readBackupEnd,
  readBackupHeader,
  type BackupEnd,
  type BackupHeader,
  type BackupTable,
} from '../../schemas/stored/backup.ts';

/**
 * A backup is text as PostgreSQL's own dumps write data: a line that says what it is, for each table its rows between
 * `COPY … FROM stdin;` and `\.`, and a last line with the number of rows and a checksum.
 */
const HEADER = '-- Perennial backup ';
const END = '-- end ';
const END_OF_ROWS = '\\.\n';
const NEWLINE = '\n'.charCodeAt(0);

/** More than the longest line that is not a row. */
const LINE_LENGTH_MAX = 1_000_000;

type Fault = 'not_a_backup' | 'damaged_backup' | 'newer_backup';

/** A file that is no backup, or no whole one, or of a form unknown here. The message says in words what is wrong. */
export class UnreadableBackup extends Error {
  readonly code: Fault;

  constructor(code: Fault, message: string) {
    super(message);
    this.name = 'UnreadableBackup';
    this.code = code;
  }
}

export type BackupPart =
  | { readonly kind: 'header'; readonly header: BackupHeader }
  | { readonly kind: 'table'; readonly table: BackupTable }
  /** Whole lines of rows of the last table. */
  | { readonly kind: 'rows'; readonly rows: Buffer }
  | { readonly kind: 'table_end'; readonly table: BackupTable }
  /** Rows and checksum are what they should be. */
  | { readonly kind: 'end'; readonly end: BackupEnd };

export interface TableRows {
  readonly table: BackupTable;
  /** In PostgreSQL's text format, one line each. */
  readonly rows: AsyncIterable<Buffer>;
}

/** Writes a backup; `tables` in the order of the header. */
export async function* writeBackupText(
  header: BackupHeader,
  tables: AsyncIterable<TableRows>,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  const hashed = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(Buffer.from(`${HEADER}${JSON.stringify(header)}\n`));
  for await (const { table, rows } of tables) {
    yield hashed(Buffer.from(`${copyFrom(table)};\n`));
    let count = 0;
    for await (const chunk of rows) {
      count += linesIn(chunk);
      yield hashed(chunk);
    }
    counts[table.name] = count;
    yield hashed(Buffer.from(END_OF_ROWS));
  }
  yield Buffer.from(`${END}${JSON.stringify({ rows: counts, sha256: hash.digest('hex') })}\n`);
}

/** The statement that takes a table's rows. */
export function copyFrom({ name, columns }: BackupTable): string {
  return `COPY "${name}" (${quoted(columns)}) FROM stdin`;
}

/** The statement that gives them; a partitioned table can be copied by a query only. */
export function copyTo({ name, columns }: BackupTable): string {
  return `COPY (SELECT ${quoted(columns)} FROM "${name}") TO stdout`;
}

/** They are of the alphabet that the header's schema admits. */
function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Reads a backup part by part. Throws `UnreadableBackup`; only a backup that is read to its end is known to be whole. */
export async function* readBackupText(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const text = new Lines(bytes);
  const header = await readHeader(text);
  yield { kind: 'header', header };
  const counts: Record<string, number> = {};
  for (const table of header.tables) {
    if ((await text.line()) !== `${copyFrom(table)};`) throw damaged(`${table.name} does not begin`);
    yield { kind: 'table', table };
    let count = 0;
    for await (const rows of text.linesUntil(END_OF_ROWS)) {
      count += linesIn(rows);
      yield { kind: 'rows', rows };
    }
    counts[table.name] = count;
    yield { kind: 'table_end', table };
  }
  const sha256 = text.digest();
  const last = await text.line();
  const end = last.startsWith(END) ? readBackupEnd(last.slice(END.length)) : null;
  if (end === null) throw damaged('the last line is missing');
  if (end.sha256 !== sha256) throw damaged('the checksum is another one');
  if (JSON.stringify(end.rows) !== JSON.stringify(counts)) throw damaged('rows are missing');
  yield { kind: 'end', end };
}

async function readHeader(text: Lines): Promise<BackupHeader> {
  const line = await text.line().catch((error: unknown) => {
    throw error instanceof UnreadableBackup ? foreign() : error;
  });
  if (!line.startsWith(HEADER)) throw foreign();
  const header = readBackupHeader(line.slice(HEADER.length));
  if (header === null) throw damaged('its first line cannot be read');
  if (header !== 'newer') return header;
  throw new UnreadableBackup('newer_backup', 'The backup is of a form that is not known here yet.');
}

/** Takes whole lines from bytes that arrive in pieces of any size, and a checksum of all that was taken. */
class Lines {
  readonly #bytes: AsyncIterator<Buffer>;
  readonly #hash = createHash('sha256');
  #held: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#bytes = bytes[Symbol.asyncIterator]();
  }

  /** One line without its end. */
  async line(): Promise<string> {
    let end = this.#held.indexOf(NEWLINE);
    while (end === -1) {
      if (this.#held.length > LINE_LENGTH_MAX) throw damaged('a line is too long');
      await this.#more();
      end = this.#held.indexOf(NEWLINE);
    }
    return this.#take(end + 1)
      .subarray(0, -1)
      .toString('utf8');
  }

  /** Whole lines, as many at once as have arrived, up to the line `last`, which is taken and not answered. */
  async *linesUntil(last: string): AsyncGenerator<Buffer> {
    for (;;) {
      const whole = this.#held.subarray(0, this.#held.lastIndexOf(NEWLINE) + 1);
      const end = startOfLine(whole, last);
      const lines = this.#take(end ?? whole.length);
      if (lines.length > 0) yield lines;
      if (end !== null) {
        this.#take(last.length);
        return;
      }
      await this.#more();
    }
  }

  /** Of all that was taken so far. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#bytes.next();
    if (done === true) throw damaged('it ends too early');
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }
}

function startOfLine(lines: Buffer, line: string): number | null {
  if (lines.indexOf(line) === 0) return 0;
  const before = lines.indexOf(`\n${line}`);
  return before === -1 ? null : before + 1;
}

function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function foreign(): UnreadableBackup {
  return new UnreadableBackup('not_a_backup', 'This is not a backup of Perennial.');
}

function damaged(how: string): UnreadableBackup {
  return new UnreadableBackup('damaged_backup', `The backup is damaged: ${how}.`);
}

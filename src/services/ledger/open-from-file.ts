import type { Rejection, SourceLine } from '../../domain/import/source-line.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { csvLines } from '../import/csv-lines.ts';
import { fileBytes } from '../import/file-bytes.ts';
import { openRejectsFile, type RejectsFile } from '../import/rejects-file.ts';
import { openBalances, type OpenBalance, type OpenedItem } from './open-balances.ts';
import { openingColumns, readOpeningLine, type OpeningTerms } from './opening-line.ts';

/** Lines in one transaction. */
const LINES_AT_ONCE = 200;

export interface OpenFromFile extends Omit<OpeningTerms, 'zone'> {
  readonly programId: string;
  readonly path: string;
  /** Where lines that are not taken are written, with the reason. */
  readonly rejectsPath: string;
}

export interface OpenedFile {
  readonly opened: number;
  /** Lines that were opened before. */
  readonly duplicates: number;
  readonly rejected: number;
  readonly rejectedBy: Readonly<Record<string, number>>;
}

/**
 * Opens the balances of a CSV file, packed with gzip or not, in the memory of a few lines: columns `externalId`,
 * `wallet`, `points`, and as far as known `earnedAt`, `expiresAt` (a date, a time, or `never`) and `id`. Read again,
 * it changes nothing. Refuses `no_program`, and `invalid_input` for another header. Throws `UnreadableFile`.
 */
export async function openFromFile(
  newContext: () => Context,
  { programId, path, rejectsPath, source, reason }: OpenFromFile,
): Promise<Result<OpenedFile>> {
  const { db, definitions } = newContext();
  const current = await definitions.current(db, programId);
  if (current === null) return refuse('no_program', 'no program has been applied');
  const lines = csvLines(
    fileBytes(path, () => undefined),
    ',',
  );
  const header = await lines.next();
  if (header.done === true) return refuse('invalid_input', `${path} is empty`);
  const columns = openingColumns(header.value);
  if (!columns.ok) return columns;
  const rejects = await openRejectsFile(rejectsPath, header.value.cells);
  const done = { opened: 0, duplicates: 0 };
  const terms = { source, reason, zone: current.program.zone };
  for await (const batch of batchesOf(lines)) {
    const read = batch.map((line) => [line, readOpeningLine(line, columns.value, terms)] as const);
    const counted = await openBatch(newContext(), programId, read, rejects);
    done.opened += counted.opened;
    done.duplicates += counted.duplicates;
  }
  await rejects.close();
  return ok({ ...done, rejected: rejects.count, rejectedBy: rejects.byReason });
}

async function openBatch(
  ctx: Context,
  programId: string,
  read: readonly (readonly [SourceLine, Result<OpenBalance>])[],
  rejects: RejectsFile,
): Promise<{ readonly opened: number; readonly duplicates: number }> {
  const readable = read.flatMap(([, balance]) => (balance.ok ? [balance.value] : []));
  const items = (await openBalances(ctx, programId, readable)).values();
  const rejections: Rejection[] = [];
  const counted = { opened: 0, duplicates: 0 };
  for (const [line, balance] of read) {
    const item = balance.ok ? nextOf(items) : ({ status: 'refused', refusal: balance.refusal } as const);
    if (item.status === 'refused') {
      rejections.push({ source: line, reason: item.refusal.code, detail: item.refusal.detail });
    } else if (item.status === 'opened') counted.opened += 1;
    else counted.duplicates += 1;
  }
  await rejects.add(rejections);
  return counted;
}

function nextOf(items: Iterator<OpenedItem>): OpenedItem {
  const { value, done } = items.next();
  if (done === true) throw new Error('a balance was left without an answer');
  return value;
}

async function* batchesOf(lines: AsyncIterable<SourceLine>): AsyncGenerator<readonly SourceLine[]> {
  let batch: SourceLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < LINES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

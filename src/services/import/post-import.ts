import type { Tx } from '../../db/database.ts';
import { isTaken } from '../../db/sql-state.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { formatFinding, type Parsed } from '../../schemas/files/finding.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { openEventFile, termsOf, type FileFormat } from './event-file.ts';
import { readParts } from './import-parts.ts';
import { importOf, type Import } from './import.ts';
import { discardUpload, type Upload } from './receive-upload.ts';
import { formatOf } from './stored-format.ts';

export interface PostImport {
  readonly programId: string;
  /** Whose events they are. */
  readonly source: string;
  /** The sender's key of this import; null: the same file posted again is another import. */
  readonly key: string | null;
  readonly upload: Upload;
  readonly fileName: string | null;
  /** Text of the mapping file of a CSV file; null: the file is NDJSON. */
  readonly mapping: string | null;
  /** Of NDJSON: members that are not there are enrolled. For CSV the mapping says it. */
  readonly enrol: boolean;
  readonly history: boolean;
}

/**
 * Makes an import of a file that has arrived; workers do the rest. The same again under the same key answers the first
 * one. Refuses `no_program`, `foreign_source`, `invalid_input` for a mapping that is wrong or does not fit the file,
 * `unreadable_file` for one that begins as no such file does, and `idempotency_key_reused`. What is refused is deleted.
 */
export async function postImport(ctx: Context, input: PostImport): Promise<Result<Import>> {
  const posted = await post(ctx, input).catch(async (error: unknown) => {
    await discardUpload(ctx, input.upload.importId);
    throw error;
  });
  const isNew = posted.ok && posted.value.id === input.upload.importId;
  if (!isNew) await discardUpload(ctx, input.upload.importId);
  return posted;
}

async function post(ctx: Context, input: PostImport): Promise<Result<Import>> {
  const hash = requestHash(input);
  const known = await findByKey(ctx, input);
  if (known !== null) return sameOrRefused(known, hash);
  const format = await checkedFormat(ctx, input);
  if (!format.ok) return format;
  try {
    return await ctx.db
      .transaction()
      .execute((tx) => makeImport(tx, ctx, input, { hash, enrol: termsOf(format.value).enrol }));
  } catch (error) {
    if (!isTaken(error, 'import')) throw error;
    const first = await findByKey(ctx, input);
    if (first === null) throw error;
    return sameOrRefused(first, hash);
  }
}

function requestHash({ upload, mapping, enrol, history }: PostImport): string {
  return fingerprint({ hash: upload.hash, mapping, enrol, history });
}

interface Known {
  readonly hash: string | null;
  readonly import: Import;
}

async function findByKey(ctx: Context, { programId, source, key }: PostImport): Promise<Known | null> {
  if (key === null) return null;
  const row = await ctx.db
    .selectFrom('import')
    .selectAll()
    .where('program_id', '=', programId)
    .where('source', '=', source)
    .where('request_key', '=', key)
    .executeTakeFirst();
  const found = row === undefined ? null : importOf(row);
  return row === undefined || found === null ? null : { hash: row.request_hash, import: found };
}

function sameOrRefused(known: Known, hash: string): Result<Import> {
  if (known.hash === hash) return ok(known.import);
  return refuse(
    'idempotency_key_reused',
    'another file, or the same in another way, was posted with this key',
  );
}

/** The format that was given, when the file begins as it says. */
async function checkedFormat(ctx: Context, input: PostImport): Promise<Result<FileFormat>> {
  const { programId, source, upload, fileName } = input;
  if ((await ctx.definitions.current(ctx.db, programId)) === null) {
    return refuse('no_program', 'no program has been applied');
  }
  const format = formatOf(input);
  if (!format.ok) return refuseFindings(format);
  const { source: named } = termsOf(format.value);
  if (named !== source) {
    return refuse('foreign_source', `the mapping is of ${named}; the API key speaks for ${source}`);
  }
  const bytes = readParts(ctx.db, upload.importId, 'upload');
  try {
    const file = await openEventFile(format.value, { name: fileName ?? 'file', bytes });
    if (!file.ok) return refuseFindings(file);
    await file.value.close();
    return ok(format.value);
  } catch (error) {
    if (error instanceof UnreadableFile) return refuse('unreadable_file', error.message);
    throw error;
  }
}

function refuseFindings({ findings }: Extract<Parsed<unknown>, { readonly ok: false }>): Result<never> {
  return refuse('invalid_input', findings.map(formatFinding).join('\n'), 'mapping');
}

async function makeImport(
  tx: Tx,
  ctx: Context,
  input: PostImport,
  { hash, enrol }: { readonly hash: string; readonly enrol: boolean },
): Promise<Result<Import>> {
  const { programId, upload, mapping, key } = input;
  const row = await tx
    .updateTable('import')
    .set({
      status: 'waiting',
      request_key: key,
      request_hash: hash,
      format: mapping === null ? 'ndjson' : 'csv',
      mapping,
      enrol,
      history: input.history,
      file_name: input.fileName,
      bytes: upload.bytes,
      posted_at: new Date(ctx.now),
      next_wake_at: new Date(ctx.now),
    })
    .where('id', '=', upload.importId)
    .where('status', '=', 'receiving')
    .returningAll()
    .executeTakeFirstOrThrow();
  await appendAudit(tx, ctx, { programId, action: 'import.posted', subject: upload.importId });
  return ok(postedOf(importOf(row), upload.importId));
}

function postedOf(found: Import | null, importId: Uuid): Import {
  if (found === null) throw new Error(`import ${importId} is not posted`);
  return found;
}

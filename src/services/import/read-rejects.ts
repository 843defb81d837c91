import { ok, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { findImport, type ImportAddress } from './find-import.ts';
import { readParts } from './import-parts.ts';
import type { Import } from './import.ts';
import { rejectsText } from './rejects-text.ts';

/** The rejected lines of an import, as far as it is, in the form of its file. */
export interface Rejects {
  readonly format: Import['format'];
  /** UTF-8, a part in memory at a time. */
  readonly bytes: AsyncGenerator<Buffer>;
}

/** Refuses `unknown_import`. 30 days after the import's end, nothing is left. */
export async function readRejects(ctx: Context, address: ImportAddress): Promise<Result<Rejects>> {
  const found = await findImport(ctx, address);
  if (!found.ok) return found;
  return ok({ format: found.value.format, bytes: rejectsOf(ctx, address, found.value) });
}

async function* rejectsOf(
  { db }: Context,
  { importId }: ImportAddress,
  { format }: Import,
): AsyncGenerator<Buffer> {
  const { reject_columns: columns } = await db
    .selectFrom('import')
    .select('reject_columns')
    .where('id', '=', importId)
    .executeTakeFirstOrThrow();
  if (format === 'csv' && columns !== null) yield Buffer.from(rejectsText(columns).beginning);
  yield* readParts(db, importId, 'rejects');
}

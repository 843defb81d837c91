import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { importOf, type Import, type ImportRow } from './import.ts';

export interface ImportAddress {
  readonly programId: string;
  readonly importId: Uuid;
}

/** Refuses `unknown_import`. */
export async function findImport(
  { db }: Pick<Context, 'db'>,
  { programId, importId }: ImportAddress,
): Promise<Result<Import>> {
  const row = await db
    .selectFrom('import')
    .selectAll()
    .where('id', '=', importId)
    .where('program_id', '=', programId)
    .executeTakeFirst();
  return foundOf(row);
}

/** Of a row that was looked for. Refuses `unknown_import` where there is none, or its file has not arrived yet. */
export function foundOf(row: ImportRow | undefined): Result<Import> {
  const found = row === undefined ? null : importOf(row);
  return found === null ? refuse('unknown_import', 'the program has no import with this id') : ok(found);
}

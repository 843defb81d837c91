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

export function foundOf(row: ImportRow | undefined): Result<Import> {
  const found = row === undefined ? null : importOf(row);
  return found === null ? refuse('unknown_import', 'The program has no import of this id.') : ok(found);
}

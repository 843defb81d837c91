import { inTransaction } from '../../db/database.ts';
import { refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { endLocked } from './end-import.ts';
import { foundOf, type ImportAddress } from './find-import.ts';
import type { Import } from './import.ts';

/**
 * Ends an import that waits or runs. What it recorded stays; a batch that is being recorded right now is recorded whole.
 * One that was cancelled before is answered as it is. Refuses `unknown_import` and `import_ended`.
 */
export async function cancelImport(
  ctx: Context,
  { programId, importId }: ImportAddress,
): Promise<Result<Import>> {
  return inTransaction(ctx.db, async (tx) => {
    const locked = tx
      .selectFrom('import')
      .selectAll()
      .where('id', '=', importId)
      .where('program_id', '=', programId)
      .forUpdate();
    const row = await locked.executeTakeFirst();
    const found = foundOf(row);
    if (!found.ok || row === undefined || row.status === 'cancelled') return found;
    if (found.value.endedAt !== null) return refuse('import_ended', `the import is ${row.status}`);
    await endLocked(tx, ctx, row, { status: 'cancelled' });
    return foundOf(await locked.executeTakeFirst());
  });
}

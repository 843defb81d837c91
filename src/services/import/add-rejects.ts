import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { readCounts } from '../../schemas/stored/counts.ts';
import { appendPart } from './import-parts.ts';
import type { ImportRow } from './import.ts';
import type { RejectedLines } from './rejects-text.ts';

/** Adds lines to the rejects of an import whose row is locked, and counts them. */
export async function addRejects(
  tx: Tx,
  row: ImportRow,
  { text, count, byReason }: RejectedLines,
): Promise<void> {
  if (text === '') return;
  await appendPart(tx, { importId: row.id, kind: 'rejects' }, Buffer.from(text));
  await tx
    .updateTable('import')
    .set({ rejected: sql`rejected + ${count}`, rejected_by: JSON.stringify(sumOf(row, byReason)) })
    .where('id', '=', row.id)
    .execute();
}

function sumOf(row: ImportRow, more: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...readCounts(row.rejected_by) };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

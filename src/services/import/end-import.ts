import type { Tx } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { DAY_MS, instantOf, type Instant } from '../../domain/values/instant.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { whileHeld, type Work } from './hold-import.ts';
import { deleteParts } from './import-parts.ts';
import type { Import, ImportRow } from './import.ts';

/** How long the rejected lines of an import are kept after its end. */
const REJECTS_KEPT_MS = 30 * DAY_MS;

/** How an import ends; a failure says why. */
export type ImportEnd =
  | { readonly status: 'done' | 'cancelled' }
  | ({ readonly status: 'failed' } & NonNullable<Import['failure']>);

/** Ends an import that is worked on. */
export async function endImport(work: Work, end: ImportEnd): Promise<void> {
  const { clock, ...rest } = work.context;
  await whileHeld(work, (tx, row) => endLocked(tx, { ...rest, now: clock.now() }, row, end));
}

/** Ends an import whose row is locked. What it holds of its file is deleted next. */
export async function endLocked(
  tx: Tx,
  ctx: Context,
  { id, program_id: programId }: ImportRow,
  end: ImportEnd,
): Promise<void> {
  const failure = end.status === 'failed' ? end : null;
  await tx
    .updateTable('import')
    .set({
      status: end.status,
      ended_at: new Date(ctx.now),
      next_wake_at: new Date(ctx.now),
      failure_code: failure?.code ?? null,
      failure_detail: failure?.detail ?? null,
    })
    .where('id', '=', id)
    .execute();
  await appendAudit(tx, ctx, { programId, action: `import.${end.status}`, subject: id });
}

/**
 * Deletes what an ended import holds of its file: the file and its events at once, the rejected lines after 30 days.
 * Safe to repeat.
 */
export async function clearImport(
  ctx: Context,
  { importId, endedAt }: { readonly importId: Uuid; readonly endedAt: Instant },
  onStep: () => void,
): Promise<void> {
  const keptUntil = instantOf(endedAt + REJECTS_KEPT_MS);
  const areRejectsKept = ctx.now < keptUntil;
  const kinds = areRejectsKept ? (['upload', 'events'] as const) : (['upload', 'events', 'rejects'] as const);
  for (const kind of kinds) await deleteParts(ctx.db, importId, kind, onStep);
  await ctx.db
    .updateTable('import')
    .set({ next_wake_at: areRejectsKept ? new Date(keptUntil) : null })
    .where('id', '=', importId)
    .execute();
}

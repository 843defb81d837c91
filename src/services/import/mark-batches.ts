import type { MemberReference } from '../../domain/event/incoming-event.ts';
import type { FileEvent } from '../../domain/import/file-event.ts';
import { memberKey } from '../event/address-events.ts';
import { endImport } from './end-import.ts';
import { leaseFrom, whileHeld, type Work } from './hold-import.ts';
import { keptBatch } from './kept-events.ts';
import { markImported } from './mark-imported.ts';

/** Has the members of an imported history looked at, a batch at a time, as long as there is time; then the import ends. */
export async function markBatches(work: Work): Promise<void> {
  const { context, held, onStep, hasTime } = work;
  const { clock, ...rest } = context;
  const { program_id: programId, batches } = held.row;
  for (let number = held.row.next_batch; number < batches; number += 1) {
    if (!hasTime()) return;
    const events = await keptBatch(context.db, { importId: held.importId, number });
    const now = clock.now();
    await markImported({ ...rest, now }, programId, membersOf(events));
    await whileHeld(work, (tx, { id }) =>
      tx
        .updateTable('import')
        .set({ next_batch: number + 1, attempts: 0, failure_detail: null, next_wake_at: leaseFrom(now) })
        .where('id', '=', id)
        .execute(),
    );
    onStep();
  }
  await endImport(work, { status: 'done' });
}

function membersOf(events: readonly FileEvent[]): readonly MemberReference[] {
  return [...new Map(events.map(({ member }) => [memberKey(member), member])).values()];
}

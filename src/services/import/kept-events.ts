import type { Queryable } from '../../db/database.ts';
import type { FileEvent } from '../../domain/import/file-event.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { insertPart, readPart } from './import-parts.ts';

/** Keeps a batch of events, by its number among those of the import. */
export async function keepBatch(
  db: Queryable,
  place: { readonly importId: Uuid; readonly number: number },
  events: readonly FileEvent[],
): Promise<void> {
  await insertPart(db, { ...place, kind: 'events' }, Buffer.from(JSON.stringify(events)));
}

/** The events of a batch, as they were kept. A batch that is gone is a bug and throws. */
export async function keptBatch(
  db: Queryable,
  place: { readonly importId: Uuid; readonly number: number },
): Promise<readonly FileEvent[]> {
  const content = await readPart(db, { ...place, kind: 'events' });
  if (content === null) throw new Error(`batch ${place.number} of import ${place.importId} is gone`);
  const events: FileEvent[] = JSON.parse(content.toString());
  return events;
}

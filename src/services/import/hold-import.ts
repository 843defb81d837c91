import type { Tx } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf, type Instant } from '../../domain/values/instant.ts';
import type { ImportContext } from './event-recorder.ts';
import type { ImportRow } from './import.ts';

/** An import that somebody works on. Whoever takes it over holds it alone: the one before can write nothing more. */
export interface HeldImport {
  readonly importId: Uuid;
  readonly attempt: Uuid;
  /** As it was when it was taken. */
  readonly row: ImportRow;
}

/** What works on an import is given. */
export interface Work {
  readonly context: ImportContext;
  readonly held: HeldImport;
  /** Says that the work goes on. */
  readonly onStep: () => void;
  /** Whether there is time for another step. */
  readonly hasTime: () => boolean;
  /** Aborted when the process is to end. */
  readonly stopping: AbortSignal;
}

/** An import that is not heard of for so long has nobody who works on it. */
const LEASE_MS = 2 * 60_000;

/** Somebody else works on the import now, or it was cancelled. */
export class NoLongerHeld extends Error {
  override readonly name = 'NoLongerHeld';
}

/** Until when an import is left to whoever is at work on it now. */
export function leaseFrom(now: Instant): Date {
  return new Date(instantOf(now + LEASE_MS));
}

/** Writes in one transaction, under the import's lock, while it is held; throws `NoLongerHeld` otherwise. */
export async function whileHeld<T>(work: Work, write: Write<T>): Promise<T> {
  return whileIn(['running'], work, write);
}

/** The same for what happened just before the import was cancelled. */
export async function whileHeldOrCancelled<T>(work: Work, write: Write<T>): Promise<T> {
  return whileIn(['running', 'cancelled'], work, write);
}

type Write<T> = (tx: Tx, row: ImportRow) => Promise<T>;

async function whileIn<T>(
  statuses: readonly ImportRow['status'][],
  { context, held }: Work,
  write: Write<T>,
): Promise<T> {
  return context.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('import')
      .selectAll()
      .where('id', '=', held.importId)
      .where('attempt', '=', held.attempt)
      .where('status', 'in', statuses)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw new NoLongerHeld(held.importId);
    return write(tx, row);
  });
}

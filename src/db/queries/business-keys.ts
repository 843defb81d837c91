import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { anyOfTexts } from '../array-parameter.ts';
import type { Queryable } from '../database.ts';
import { insertion, type Columns } from '../insert-rows.ts';
import type { Write } from '../write-together.ts';

const KEY_COLUMNS: Columns<'business_key'> = [
  ['program_id', 'text'],
  ['key', 'text'],
  ['content_hash', 'text'],
  ['member_id', 'uuid'],
  ['event_id', 'uuid'],
  ['transaction_id', 'uuid'],
  ['answer', 'json'],
  ['recorded_at', 'timestamptz'],
];

/** What was written for ever under a key of the program. */
export interface NewKey {
  readonly key: string;
  readonly contentHash: string;
  readonly memberId: Uuid;
  readonly eventId: Uuid | null;
  readonly transactionId: Uuid | null;
  /** JSON text of the first answer; null for what nobody sends again. */
  readonly answer: string | null;
  readonly recordedAt: Instant;
}

/** Those of the keys that are taken, with what was answered then. */
export async function selectKeys(db: Queryable, programId: string, keys: readonly string[]) {
  return takenKeys(db, programId, keys).execute();
}

/** The query for those of the keys that are taken, with what was answered then. */
export function takenKeys(db: Queryable, programId: string, keys: readonly string[]) {
  return db
    .selectFrom('business_key')
    .select(['key', 'content_hash', 'answer'])
    .where('program_id', '=', programId)
    .where('key', '=', anyOfTexts(keys));
}

/**
 * Takes the keys, in one order for everybody. One that is taken already fails with SQLSTATE 23505, and all of the
 * transaction with it.
 */
export function keyWrites(programId: string, keys: readonly NewKey[]): readonly Write[] {
  const sorted = keys.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rows = sorted.map((key) => ({
    program_id: programId,
    key: key.key,
    content_hash: key.contentHash,
    member_id: key.memberId,
    event_id: key.eventId,
    transaction_id: key.transactionId,
    answer: key.answer,
    recorded_at: key.recordedAt,
  }));
  return insertion('business_key', KEY_COLUMNS, rows);
}

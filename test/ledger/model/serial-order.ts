import type { Database } from '../../../src/db/database.ts';
import { anyOfIds } from '../../../src/db/array-parameter.ts';
import { POINTS_EVENTS } from '../../../src/domain/ledger/points-events.ts';
import type { TransactionKind } from '../../../src/domain/ledger/transaction.ts';
import { deriveUuid, type Uuid } from '../../../src/domain/values/identity.ts';
import type { Instant } from '../../../src/domain/values/instant.ts';
import { keyOf, type Operation } from './operation.ts';
import type { ReferenceLedger } from './reference-ledger.ts';

/** A transaction of a member's journal that something other than repaying a debt has made. */
interface Recorded {
  readonly kind: TransactionKind;
  readonly key: string;
  readonly effectiveAt: Instant;
}

/**
 * Performs operations that were done at once one after the other: those of each member in the order of the member's
 * log, with what settling posted between them. Throws where there is no such order, or the model does otherwise.
 */
export async function performInOrder(
  db: Database,
  model: ReferenceLedger,
  members: readonly Uuid[],
  done: readonly Operation[],
): Promise<void> {
  const journals = await journalsOf(db, members);
  const byKey = operationsByKey(members, done);
  const isNext = (member: Uuid, operation: Operation) => {
    const first = journals.get(member)?.[0];
    return first !== undefined && byKey.get(placeOf(member, first.key)) === operation;
  };
  const advance = (member: Uuid): boolean => {
    const journal = journals.get(member) ?? [];
    const [first] = journal;
    if (first === undefined) return false;
    if (first.kind === 'vest' || first.kind === 'expire') {
      model.settle(member, first.effectiveAt);
      journal.shift();
      return true;
    }
    const operation = byKey.get(placeOf(member, first.key));
    if (operation === undefined) throw new Error(`nobody asked for ${first.key}`);
    const concerned = operation.kind === 'transfer' ? [operation.from, operation.into] : [member];
    if (!concerned.every((one) => isNext(one, operation))) return false;
    const outcome = model.perform(operation);
    if (outcome !== 'done') throw new Error(`${first.key} was done, and comes to ${outcome} in its place`);
    for (const one of concerned) journals.get(one)?.shift();
    return true;
  };
  while (members.some(advance)) continue;
  const left = [...journals.values()].flat();
  if (left.length > 0) throw new Error(`no order explains ${left.length} transactions`);
}

function operationsByKey(
  members: readonly Uuid[],
  done: readonly Operation[],
): ReadonlyMap<string, Operation> {
  const byKey = new Map<string, Operation>();
  for (const operation of done) {
    for (const member of members) {
      const key = keyOf(operation, member);
      if (key === null) continue;
      const place = placeOf(member, key);
      if (!byKey.has(place)) byKey.set(place, operation);
    }
  }
  return byKey;
}

function placeOf(member: Uuid, key: string): string {
  return `${member} ${key}`;
}

async function journalsOf(db: Database, members: readonly Uuid[]): Promise<Map<Uuid, Recorded[]>> {
  const events = await db
    .selectFrom('member_event')
    .select(['id', 'seq'])
    .where('member_id', '=', anyOfIds(members))
    .execute();
  const places = new Map(events.map(({ id, seq }) => [id, seq]));
  const rows = await db
    .selectFrom('ledger_transaction')
    .select(['id', 'member_id', 'kind', 'business_key as key', 'effective_at as effectiveAt'])
    .where('member_id', '=', anyOfIds(members))
    .where('kind', '<>', 'repay')
    .execute();
  const seqs = new Map(rows.map(({ id }) => [id, seqOf(id, places)]));
  const inOrder = rows.toSorted((a, b) => (seqs.get(a.id) ?? 0) - (seqs.get(b.id) ?? 0));
  return Map.groupBy(inOrder, (row) => row.member_id);
}

/** The place of a transaction's first event in its member's log. */
function seqOf(transactionId: Uuid, places: ReadonlyMap<Uuid, number>): number {
  for (const type of POINTS_EVENTS) {
    const seq = places.get(deriveUuid('event', transactionId, type, '0'));
    if (seq !== undefined) return seq;
  }
  throw new Error(`transaction ${transactionId} is in no log`);
}

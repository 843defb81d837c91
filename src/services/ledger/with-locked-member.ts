import { inTransaction, type Tx } from '../../db/database.ts';
import { lockMembers, type Head } from '../../db/queries/member-lock.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { openLedgers, postTo, saveLedgers, type OpenLedger, type Posting } from './open-ledger.ts';

/** A member whose lock this transaction holds. */
export interface LockedMember {
  readonly tx: Tx;
  readonly head: Head;
  readonly posting: Posting;
}

/**
 * Runs `work` in one transaction with the member locked. Refuses `no_program`, `unknown_member`, and what `work`
 * refuses; then nothing is written.
 */
export async function withLockedMember<T>(
  ctx: Context,
  { programId, memberId }: { readonly programId: string; readonly memberId: Uuid },
  work: (locked: LockedMember) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTransaction(ctx.db, async (tx): Promise<Result<T>> => {
    const definitions: Definitions | null = await ctx.definitions.current(tx, programId);
    if (definitions === null) return refuse('no_program', 'no program has been applied');
    const head = (await lockMembers(tx, [memberId])).get(memberId);
    if (head?.programId !== programId) {
      return refuse('unknown_member', 'no member of the program has this id');
    }
    return work({ tx, head, posting: { definitions, now: ctx.now } });
  });
}

/** The ledger of a locked member, settled up to now, with the given lots even if all has gone from them. */
export async function ledgerOf(
  { tx, head, posting }: LockedMember,
  lotIds: readonly Uuid[] = [],
): Promise<OpenLedger> {
  const ledgers = await openLedgers(tx, new Map([[head.memberId, head]]), posting, lotIds);
  const ledger = ledgers.get(head.memberId);
  if (ledger === undefined) throw new Error(`member ${head.memberId} has no log`);
  return ledger;
}

/** Posts a transaction, and writes it with all that settling the ledger has posted. Refuses `points_overflow`. */
export async function postLocked(
  { tx, head, posting }: LockedMember,
  ledger: OpenLedger,
  transaction: LedgerTransaction,
): Promise<Result<null>> {
  const after = postTo(ledger, transaction, posting);
  if (!after.ok) return after;
  const { definitions, now } = posting;
  await saveLedgers(tx, definitions.program.id, new Map([[head.memberId, after.value]]), now);
  return ok(null);
}

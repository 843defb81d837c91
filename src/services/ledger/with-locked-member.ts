import { anyOfIds } from '../../db/array-parameter.ts';
import { inTransaction, type Tx } from '../../db/database.ts';
import { lockMembers, type Head } from '../../db/queries/member-lock.ts';
import { retrying } from '../../db/retry.ts';
import { isContention } from '../../db/sql-state.ts';
import type { BothSides } from '../../domain/ledger/transfer.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf } from '../../domain/values/instant.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { Context } from '../context.ts';
import { refuseMerged } from '../member/refuse-merged.ts';
import { openLedgers, postTo, saveLedgers, type OpenLedger, type Posting } from './open-ledger.ts';

/** A member whose lock this transaction holds. */
export interface LockedMember {
  readonly tx: Tx;
  /** The verb's, at the member's present. */
  readonly ctx: Context;
  readonly head: Head;
  readonly posting: Posting;
}

/** Two members whose locks this transaction holds; one twice where both are the same. */
export interface LockedPair {
  readonly tx: Tx;
  /** The verb's, at the later of both members' presents. */
  readonly ctx: Context;
  readonly from: Head;
  readonly into: Head;
  readonly posting: Posting;
}

/**
 * Runs `work` in one transaction with the member locked. Refuses `no_program`, `unknown_member`, `member_merged`, and
 * what `work` refuses; then nothing is written.
 */
export async function withLockedMember<T>(
  ctx: Context,
  { programId, memberId }: { readonly programId: string; readonly memberId: Uuid },
  work: (locked: LockedMember) => Promise<Result<T>>,
): Promise<Result<T>> {
  return inTransaction(ctx.db, async (tx): Promise<Result<T>> => {
    const definitions = await definitionsOf(tx, ctx, programId);
    if (!definitions.ok) return definitions;
    const head = present(await lockMembers(tx, [memberId]), programId, memberId);
    if (!head.ok) return head;
    const inside = await atPresent(tx, ctx, [memberId]);
    return work({ tx, ctx: inside, head: head.value, posting: postingAt(inside, definitions.value) });
  });
}

/**
 * The same with two members, locked in the order of their ids. A deadlock with somebody who locks otherwise is tried
 * again a few times.
 */
export async function withLockedPair<T>(
  ctx: Context,
  { programId, fromId, intoId }: { readonly programId: string; readonly fromId: Uuid; readonly intoId: Uuid },
  work: (locked: LockedPair) => Promise<Result<T>>,
): Promise<Result<T>> {
  const attempt = () =>
    inTransaction(ctx.db, async (tx): Promise<Result<T>> => {
      const definitions = await definitionsOf(tx, ctx, programId);
      if (!definitions.ok) return definitions;
      const heads = await lockMembers(tx, [fromId, intoId]);
      const from = present(heads, programId, fromId);
      if (!from.ok) return from;
      const into = present(heads, programId, intoId);
      if (!into.ok) return into;
      const inside = await atPresent(tx, ctx, [fromId, intoId]);
      const posting = postingAt(inside, definitions.value);
      return work({ tx, ctx: inside, from: from.value, into: into.value, posting });
    });
  return retrying(attempt, isContention);
}

async function definitionsOf(tx: Tx, ctx: Context, programId: string): Promise<Result<Definitions>> {
  const definitions = await ctx.definitions.current(tx, programId);
  return definitions === null ? refuse('no_program', 'no program has been applied') : ok(definitions);
}

/**
 * The context at an instant that is not before anything in the logs of these locked members. Clocks of processes are
 * apart: by a slower one, points would return to a lot that a faster one has seen expire.
 */
async function atPresent(tx: Tx, ctx: Context, memberIds: readonly Uuid[]): Promise<Context> {
  const { latest } = await tx
    .selectFrom('member_facts')
    .select((facts) => facts.fn.max('last_recorded_at').as('latest'))
    .where('member_id', '=', anyOfIds(memberIds))
    .executeTakeFirstOrThrow();
  return { ...ctx, now: instantOf(Math.max(ctx.now, latest)) };
}

function postingAt({ now }: Context, definitions: Definitions): Posting {
  return { definitions, now };
}

function present(heads: ReadonlyMap<Uuid, Head>, programId: string, memberId: Uuid): Result<Head> {
  const head = heads.get(memberId);
  if (head?.programId !== programId) {
    return refuse('unknown_member', `no member of the program has the id ${publicId('mem', memberId)}`);
  }
  return head.mergedInto === null ? ok(head) : refuseMerged(memberId, head.mergedInto);
}

/** The ledger of a locked member, settled up to now, with the given lots even if all has gone from them. */
export async function ledgerOf(
  { tx, head, posting }: LockedMember,
  lotIds: readonly Uuid[] = [],
): Promise<OpenLedger> {
  const ledgers = await openLedgers(tx, new Map([[head.memberId, head]]), posting, lotIds);
  return openedOf(ledgers, head);
}

/** The ledgers of both members, settled up to now. */
export async function ledgersOf({ tx, from, into, posting }: LockedPair): Promise<LedgerPair> {
  const heads = new Map([from, into].map((head) => [head.memberId, head]));
  const ledgers = await openLedgers(tx, heads, posting);
  return { from: openedOf(ledgers, from), into: openedOf(ledgers, into) };
}

function openedOf(ledgers: ReadonlyMap<Uuid, OpenLedger>, { memberId }: Head): OpenLedger {
  const ledger = ledgers.get(memberId);
  if (ledger === undefined) throw new Error(`member ${memberId} has no log`);
  return ledger;
}

/**
 * Posts a transaction, and writes it with all that settling the ledger has posted. `contentHash` is that of what was
 * asked for, where it may be asked for again. Refuses `points_overflow`.
 */
export async function postLocked(
  { tx, head, posting }: LockedMember,
  ledger: OpenLedger,
  transaction: LedgerTransaction,
  contentHash?: string,
): Promise<Result<null>> {
  const after = postTo(ledger, transaction, posting);
  if (!after.ok) return after;
  const { definitions, now } = posting;
  const ledgers = new Map([[head.memberId, after.value]]);
  const asked = new Map(contentHash === undefined ? [] : [[transaction.businessKey, contentHash]]);
  await saveLedgers(tx, definitions.program.id, ledgers, now, asked);
  return ok(null);
}

/** The ledgers of two members. */
export interface LedgerPair {
  readonly from: OpenLedger;
  readonly into: OpenLedger;
}

/** Both ledgers after what passes between them. Nothing is written yet. Refuses `points_overflow`. */
export function postBoth(
  ledgers: LedgerPair,
  { out, into }: BothSides,
  posting: Posting,
): Result<LedgerPair> {
  const given = postTo(ledgers.from, out, posting);
  if (!given.ok) return given;
  const taken = postTo(ledgers.into, into, posting);
  return taken.ok ? ok({ from: given.value, into: taken.value }) : taken;
}

/** Writes both ledgers; `asked` as in `postWithKeys`. */
export async function saveBoth(
  { tx, posting: { definitions, now } }: LockedPair,
  { from, into }: LedgerPair,
  asked?: ReadonlyMap<string, string>,
): Promise<void> {
  const ledgers = new Map([from, into].map((ledger) => [ledger.standing.memberId, ledger]));
  await saveLedgers(tx, definitions.program.id, ledgers, now, asked);
}

/** Posts one transaction of each, and writes both ledgers; `asked` as in `postWithKeys`. Refuses `points_overflow`. */
export async function postPair(
  locked: LockedPair,
  ledgers: LedgerPair,
  sides: BothSides,
  asked?: ReadonlyMap<string, string>,
): Promise<Result<null>> {
  const posted = postBoth(ledgers, sides, locked.posting);
  if (!posted.ok) return posted;
  await saveBoth(locked, posted.value, asked);
  return ok(null);
}

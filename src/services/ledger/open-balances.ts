import type { Tx } from '../../db/database.ts';
import { selectKeys } from '../../db/queries/business-keys.ts';
import { lockMembers, type Head } from '../../db/queries/member-lock.ts';
import { selectMemberIds } from '../../db/queries/new-members.ts';
import { retrying } from '../../db/retry.ts';
import { isContention, isTaken } from '../../db/sql-state.ts';
import { transact } from '../../db/transact.ts';
import { expiryOfGiven, type GivenExpiry } from '../../domain/earning/given-expiry.ts';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import { openBalance } from '../../domain/ledger/award.ts';
import { checkAmount } from '../../domain/ledger/consume.ts';
import { transactionIdOf } from '../../domain/ledger/standing.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { walletOf } from '../../domain/program/wallets.ts';
import { instructionKey } from '../../domain/values/business-key.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, refuse, type Refusal, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { headOf, instructionId, type Instruction } from './instruction.ts';
import { openLedgers, postTo, saveLedgers, type OpenLedger } from './open-ledger.ts';
import { refuseMerged } from '../member/refuse-merged.ts';

/** Points that a member brings along from where they were kept before. */
export interface OpenBalance extends Omit<Instruction, 'programId'> {
  readonly member: MemberReference;
  readonly wallet: string;
  readonly points: number;
  /** When they were earned, not after now; null: now. */
  readonly earnedAt: Instant | null;
  /** `by_wallet`: by the wallet's rules, from when they were earned. */
  readonly expiresAt: GivenExpiry;
}

/** `duplicate`: it was opened before, and nothing has been changed now. */
export type OpenedItem =
  | { readonly status: 'opened' | 'duplicate'; readonly memberId: Uuid; readonly transactionId: Uuid }
  | { readonly status: 'refused'; readonly refusal: Refusal };

const BALANCES_PER_TRANSACTION_MAX = 200;

/**
 * Opens balances, in a handful of statements for each 200; answers one item for each, in order. What is opened was
 * never issued by this program; it is active at once, in a lot of its own, and repays debts first. Opening it again
 * changes nothing. A refused item harms none of its neighbours: `no_program`, `unknown_member`, `member_merged`,
 * `unknown_wallet`, `invalid_amount`, `occurred_in_future`, `points_overflow`, and `key_conflict` when the id was used
 * for something else.
 */
export async function openBalances(
  ctx: Context,
  programId: string,
  balances: readonly OpenBalance[],
): Promise<readonly OpenedItem[]> {
  const definitions = await ctx.definitions.current(ctx.db, programId);
  if (definitions === null)
    return balances.map(() => refused(refuse('no_program', 'no program has been applied')));
  const items: OpenedItem[] = [];
  for (let from = 0; from < balances.length; from += BALANCES_PER_TRANSACTION_MAX) {
    const part = balances.slice(from, from + BALANCES_PER_TRANSACTION_MAX);
    const attempt = () => transact(ctx.db, (tx) => openTogether(tx, ctx, definitions, part));
    items.push(
      ...(await retrying(attempt, (error) => isContention(error) || isTaken(error, 'business_key'))),
    );
  }
  return items;
}

async function openTogether(
  tx: Tx,
  ctx: Context,
  definitions: Definitions,
  balances: readonly OpenBalance[],
): Promise<readonly OpenedItem[]> {
  const programId = definitions.program.id;
  const memberIds = await addressed(tx, programId, balances);
  const heads = await lockMembers(tx, [...new Set(memberIds.flatMap((id) => id ?? []))]);
  const keys = balances.map((balance) => keyOf(programId, balance));
  const taken = await selectKeys(tx, programId, keys);
  const posting = { definitions, now: ctx.now };
  const batch: Batch = {
    ctx,
    definitions,
    hashes: new Map(taken.map(({ key, content_hash }) => [key, content_hash])),
    ledgers: await openLedgers(tx, heads, posting),
    asked: new Map(),
  };
  const items = balances.map((balance, index) =>
    openOne(batch, balance, headFor(heads, programId, memberIds[index])),
  );
  const opened = new Set(items.flatMap((item) => (item.status === 'opened' ? [item.memberId] : [])));
  const changed = [...batch.ledgers].filter(([memberId]) => opened.has(memberId));
  await saveLedgers(tx, programId, new Map(changed), ctx.now, batch.asked);
  return items;
}

/** What is known and what is to be written, while the members' locks are held. */
interface Batch {
  readonly ctx: Context;
  readonly definitions: Definitions;
  /** What was asked for under each key that is taken. */
  readonly hashes: Map<string, string>;
  readonly ledgers: Map<Uuid, OpenLedger>;
  /** The same of the new keys. */
  readonly asked: Map<string, string>;
}

function openOne(batch: Batch, balance: OpenBalance, head: Result<Head>): OpenedItem {
  if (!head.ok) return refused(head);
  const { ctx, definitions, hashes, ledgers, asked } = batch;
  const { memberId, programId } = head.value;
  const ledger = ledgers.get(memberId);
  if (ledger === undefined) throw new Error(`member ${memberId} has no log`);
  const key = keyOf(programId, balance);
  const transactionId = transactionIdOf({ programId, memberId }, key);
  const contentHash = contentHashOf(memberId, balance);
  const first = hashes.get(key);
  if (first === contentHash) return { status: 'duplicate', memberId, transactionId };
  if (first !== undefined)
    return refused(refuse('key_conflict', 'the id was used for something else', '/id'));
  const opening = openingOf(batch, memberId, balance);
  if (!opening.ok) return refused(opening);
  const after = postTo(ledger, opening.value, { definitions, now: ctx.now });
  if (!after.ok) return refused(after);
  ledgers.set(memberId, after.value);
  hashes.set(key, contentHash);
  asked.set(key, contentHash);
  return { status: 'opened', memberId, transactionId };
}

function openingOf(
  { ctx, definitions: { program } }: Batch,
  memberId: Uuid,
  balance: OpenBalance,
): Result<LedgerTransaction> {
  const { wallet, points, reason } = balance;
  const { now } = ctx;
  const known = walletOf(program, wallet);
  if (!known.ok) return known;
  const valid = checkAmount({ wallet, points });
  if (!valid.ok) return valid;
  const earnedAt = balance.earnedAt ?? now;
  if (earnedAt > now) return refuse('occurred_in_future', 'nobody has earned them yet', '/earnedAt');
  const expiresAt = expiryOfGiven(program, wallet, earnedAt, balance.expiresAt);
  if (expiresAt !== null && expiresAt <= now) {
    return refuse('invalid_amount', 'the points would have expired already', '/expiresAt');
  }
  return ok(
    openBalance({
      ...headOf(ctx, keyOf(program.id, balance), reason),
      effectiveAt: earnedAt,
      programId: program.id,
      memberId,
      lines: [{ wallet, points, rule: null, vestsAt: null, expiresAt }],
      now,
    }),
  );
}

function keyOf(programId: string, balance: OpenBalance): string {
  return instructionKey('opening', instructionId('opening', { programId, ...balance }));
}

function contentHashOf(memberId: Uuid, { wallet, points, earnedAt, expiresAt, reason }: OpenBalance): string {
  return fingerprint({ memberId, wallet, points, earnedAt, expiresAt, reason });
}

/** The members' ids in order; undefined where an external id is nobody's. */
async function addressed(
  tx: Tx,
  programId: string,
  balances: readonly OpenBalance[],
): Promise<readonly (Uuid | undefined)[]> {
  const externalIds = balances.flatMap(({ member }) => ('externalId' in member ? [member.externalId] : []));
  const ids =
    externalIds.length === 0 ? new Map<string, Uuid>() : await selectMemberIds(tx, programId, externalIds);
  return balances.map(({ member }) => ('id' in member ? member.id : ids.get(member.externalId)));
}

function headFor(
  heads: ReadonlyMap<Uuid, Head>,
  programId: string,
  memberId: Uuid | undefined,
): Result<Head> {
  const head = memberId === undefined ? undefined : heads.get(memberId);
  if (head?.programId !== programId) {
    return refuse('unknown_member', 'no member of the program has this id', '/member');
  }
  return head.mergedInto === null ? ok(head) : refuseMerged(head.memberId, head.mergedInto);
}

function refused(result: Result<unknown>): OpenedItem {
  if (result.ok) throw new Error('nothing was refused');
  return { status: 'refused', refusal: result.refusal };
}

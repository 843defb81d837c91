import type { Queryable, Tx } from '../../db/database.ts';
import { merge } from '../../domain/ledger/merge.ts';
import { transactionIdOf } from '../../domain/ledger/standing.ts';
import { mergeEvents } from '../../domain/member/merge.ts';
import { passageKey } from '../../domain/values/business-key.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { appended } from '../event/member-logs.ts';
import { headOf } from './instruction.ts';
import { findEntry, type JournalEntry } from './list-ledger.ts';
import type { Posting } from './open-ledger.ts';
import {
  ledgersOf,
  postBoth,
  saveBoth,
  withLockedPair,
  type LedgerPair,
  type LockedPair,
} from './with-locked-member.ts';

export interface MergeMembers {
  readonly programId: string;
  /** Who goes. A member goes once, so this is the permanent key. */
  readonly fromId: Uuid;
  /** Who stays. */
  readonly intoId: Uuid;
  readonly reason: string;
}

export interface MergedMembers {
  /** `duplicate`: it was done before, and nothing has been changed now. */
  readonly status: 'merged' | 'duplicate';
  /** What left the member who goes; null: they had nothing. */
  readonly entry: JournalEntry | null;
}

/**
 * Makes two members one. All points of the one who goes, with their vesting and expiry, and all debts become the
 * other's; their open runs end, and no journey takes them in again. They keep their log and profile. From then on what
 * is reported of them by either id is recorded for the one who stays. Merging the same two again changes nothing.
 * Refuses `no_program`, `unknown_member`, `same_member`, `points_held` while a redemption of the one who goes is open,
 * `points_overflow`, and `member_merged` for who has gone already.
 */
export async function mergeMembers(ctx: Context, input: MergeMembers): Promise<Result<MergedMembers>> {
  const merged = await withLockedPair(ctx, input, (locked) => carryOut(locked, input));
  if (merged.ok || merged.refusal.code !== 'member_merged') return merged;
  const gone = await ctx.db
    .selectFrom('member')
    .select('merged_into')
    .where('id', '=', input.fromId)
    .executeTakeFirst();
  if (gone?.merged_into !== input.intoId) return merged;
  return ok({ status: 'duplicate', entry: await whatLeft(ctx.db, input) });
}

async function carryOut(locked: LockedPair, input: MergeMembers): Promise<Result<MergedMembers>> {
  const { tx, ctx } = locked;
  const { programId, fromId, intoId, reason } = input;
  const heads = {
    out: headOf(ctx, passageKey('merge', fromId, 'out'), reason),
    into: headOf(ctx, passageKey('merge', fromId, 'into'), reason),
  };
  const ledgers = await ledgersOf(locked);
  const moved = merge(ledgers.from.standing, ledgers.into.standing, heads, ctx.now);
  if (!moved.ok) return moved;
  const posted = moved.value === null ? ok(ledgers) : postBoth(ledgers, moved.value, locked.posting);
  if (!posted.ok) return posted;
  await saveBoth(locked, withNews(posted.value, locked.posting));
  await markGone(tx, fromId, intoId);
  await appendAudit(tx, ctx, {
    programId,
    action: 'member.merged',
    subject: fromId,
    detail: { into: intoId },
  });
  return ok({ status: 'merged', entry: await whatLeft(tx, input) });
}

/** Both logs say what became of the members. */
function withNews({ from, into }: LedgerPair, { definitions, now }: Posting): LedgerPair {
  const news = mergeEvents({
    fromId: from.standing.memberId,
    intoId: into.standing.memberId,
    at: now,
  });
  const options = { definitions, now, marks: 'as_needed' } as const;
  return {
    from: { ...from, log: appended(from.log, [news.from], options) },
    into: { ...into, log: appended(into.log, [news.into], options) },
  };
}

/** Whoever was merged into the member who goes is merged into the one who stays. */
async function markGone(tx: Tx, fromId: Uuid, intoId: Uuid): Promise<void> {
  const gone = await tx
    .updateTable('member')
    .set((member) => ({ merged_into: intoId, version: member('version', '+', 1) }))
    .where((member) => member.or([member('id', '=', fromId), member('merged_into', '=', fromId)]))
    .returning('id')
    .execute();
  await tx
    .updateTable('member_head')
    .set({ merged_into: intoId })
    .where(
      'member_id',
      'in',
      gone.map(({ id }) => id),
    )
    .execute();
}

async function whatLeft(db: Queryable, { programId, fromId }: MergeMembers): Promise<JournalEntry | null> {
  const owner = { programId, memberId: fromId };
  return findEntry(db, { ...owner, id: transactionIdOf(owner, passageKey('merge', fromId, 'out')) });
}

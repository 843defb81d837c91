import { adjust } from '../../../src/domain/ledger/adjust.ts';
import { award, openBalance } from '../../../src/domain/ledger/award.ts';
import { splitShares } from '../../../src/domain/ledger/lot.ts';
import { reverseAward, reverseRedemption } from '../../../src/domain/ledger/reverse.ts';
import type { Standing } from '../../../src/domain/ledger/standing.ts';
import type { LedgerTransaction, Posting, TransactionHead } from '../../../src/domain/ledger/transaction.ts';
import { revivalOf } from '../../../src/domain/program/program.ts';
import { spendingKey, type Redemption } from '../../../src/domain/redemption/redemption.ts';
import { reversalKey } from '../../../src/domain/values/business-key.ts';
import type { Uuid } from '../../../src/domain/values/identity.ts';
import type { Instant } from '../../../src/domain/values/instant.ts';
import { ok, type Result } from '../../../src/domain/values/result.ts';
import { transactionId, type OperationOf } from './operation.ts';
import { STORY_PROGRAM } from './story-program.ts';

export function headOf(businessKey: string, effectiveAt: Instant): TransactionHead {
  return { businessKey, effectiveAt, causeEventId: null, actor: 'story', reason: null };
}

/** What the ledger decides about points that are given, with what a member has; `null`: there is nothing to do. */
export function issued(
  { programId, memberId }: Standing,
  { kind, key, effectiveAt, lines, now }: OperationOf<'purchase' | 'award' | 'opening'>,
): LedgerTransaction {
  const withRule = lines.map((line) => ({ ...line, rule: kind === 'opening' ? null : 'story' }));
  const issue = { ...headOf(key, effectiveAt), programId, memberId, lines: withRule, now };
  return kind === 'opening' ? openBalance(issue) : award(issue);
}

export function adjusted(
  standing: Standing,
  { id, way, wallet, points, expiresAt, now }: OperationOf<'adjust'>,
): Result<LedgerTransaction> {
  const adjustment =
    way === 'add'
      ? ({ kind: 'add', wallet, points, expiresAt } as const)
      : ({ kind: 'take', wallet, points } as const);
  return adjust(standing, headOf(`adjust:${id}`, now), adjustment, now);
}

type Journal = readonly Pick<LedgerTransaction, 'kind' | 'postings'>[];

/** `journal`: the member's transactions so far, which tell what of the lot has expired. */
export function takenBack(
  standing: Standing,
  { member, awardKey, lot: id, wallet, points, policy, by, now }: OperationOf<'reverseAward'>,
  journal: Journal,
): Result<LedgerTransaction | null> {
  const reverses = transactionId(member, awardKey);
  const lot = standing.lots.find((one) => one.id === id);
  if (lot === undefined) throw new Error(`lot ${id} is not in the standing`);
  const reversed = reverseAward(standing, headOf(reversalKey(reverses, by), now), {
    reverses,
    wallet,
    points,
    lot,
    now,
    expired: expiredOf(id, journal),
    spent: policy,
  });
  return reversed.ok ? ok(reversed.value.transaction) : reversed;
}

function expiredOf(lot: Uuid, journal: Journal): number {
  const linesOf = (of: Journal) =>
    of.flatMap(({ postings }) => postings.filter(({ lotId }) => lotId === lot));
  const swept = linesOf(journal.filter(({ kind }) => kind === 'expire'));
  const others = linesOf(journal.filter(({ kind }) => kind !== 'expire')).filter(isExpired);
  return sumOf(others) - sumOf(swept.filter((line) => !isExpired(line)));
}

function isExpired({ account }: Posting): boolean {
  return account === 'expired';
}

function sumOf(lines: readonly Posting[]): number {
  return lines.reduce((sum, { amount }) => sum + amount, 0);
}

/** Gives back so many of the points that a redemption spent. */
export function unspent(
  standing: Standing,
  redemption: Redemption,
  { points, by, now }: { readonly points: number; readonly by: string; readonly now: Instant },
): { readonly transaction: LedgerTransaction; readonly redemption: Redemption } {
  const { memberId, wallet } = redemption;
  const reverses = transactionId(memberId, spendingKey(redemption));
  const [shares, rest] = splitShares(redemption.shares, points);
  const revival = revivalOf(STORY_PROGRAM, wallet);
  const head = headOf(reversalKey(reverses, by), now);
  const transaction = reverseRedemption(standing, head, { reverses, wallet, shares, revival, now });
  return { transaction, redemption: { ...redemption, shares: rest } };
}

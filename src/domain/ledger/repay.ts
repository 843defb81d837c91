import { repaymentKey } from '../values/business-key.ts';
import { balanceOf, type Balances } from './balance.ts';
import { splitShares, type Share } from './lot.ts';
import { memberLines } from './lines.ts';
import { leaving } from './movements.ts';
import { transactionOf, type Owner } from './standing.ts';
import type { LedgerTransaction, Posting } from './transaction.ts';

/**
 * What a transaction made active repays the debts of the same wallets at once, in the order of its lines; null where
 * nothing is owed. `after` are the balances with that transaction. Nobody ever has active points and a debt in one
 * wallet, so what it made active is all there is.
 */
export function repayment(
  owner: Owner,
  { id, effectiveAt, causeEventId, actor, postings }: LedgerTransaction,
  after: Balances,
): LedgerTransaction | null {
  if (!Object.values(after).some(({ debt }) => debt > 0)) return null;
  const repaid = [...new Set(postings.map(({ wallet }) => wallet))]
    .map((wallet) => ({ wallet, shares: sharesTowards(wallet, postings, after) }))
    .filter(({ shares }) => shares.length > 0);
  if (repaid.length === 0) return null;
  const head = { businessKey: repaymentKey(id), effectiveAt, causeEventId, actor, reason: 'debt repaid' };
  return transactionOf(owner, 'repay', head, {
    postings: repaid.flatMap(({ wallet, shares }) => [
      ...memberLines(wallet, 'member_active', shares, -1),
      ...memberLines(wallet, 'member_debt', shares, 1),
    ]),
    movements: repaid.flatMap(({ shares }) => shares.map(leaving)),
  });
}

function sharesTowards(wallet: string, postings: readonly Posting[], after: Balances): readonly Share[] {
  const { debt } = balanceOf(after, wallet);
  if (debt === 0) return [];
  const made = postings.flatMap((posting) =>
    posting.wallet === wallet &&
    posting.account === 'member_active' &&
    posting.amount > 0 &&
    posting.lotId !== null
      ? [{ lotId: posting.lotId, points: posting.amount }]
      : [],
  );
  return splitShares(made, debt)[0];
}

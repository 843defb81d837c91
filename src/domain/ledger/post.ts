import { assertNever } from '../values/assert-never.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import { balanceOf, changed, NO_POINTS, type Balance, type Balances } from './balance.ts';
import type { LedgerTransaction, Posting } from './transaction.ts';

/**
 * The member's balances after a transaction. Refuses `points_overflow` when what is owed to the member in a wallet,
 * their debt, or what they ever earned would pass 2^53 − 1; so what is pending can always vest, and what is held return.
 * A transaction that does not sum to zero per wallet, or takes what is not there, is a bug and throws.
 */
export function post(balances: Balances, transaction: LedgerTransaction): Result<Balances> {
  assertBalanced(transaction);
  const after = { ...balances };
  for (const wallet of walletsOf(transaction)) {
    const balance = changed(balanceOf(balances, wallet), changeIn(wallet, transaction.postings));
    for (const [state, points] of Object.entries(balance)) {
      if (points < 0) throw new Error(`transaction ${transaction.id} takes ${wallet} ${state} to ${points}`);
    }
    const { active, pending, held, debt, lifetime } = balance;
    if (![active + pending + held, debt, lifetime].every(Number.isSafeInteger)) {
      return refuse('points_overflow', `the balance of ${wallet} would pass 2^53 − 1`);
    }
    after[wallet] = balance;
  }
  return ok(after);
}

/** Throws unless the transaction has at least two lines in each of its wallets, and they sum to zero. */
export function assertBalanced(transaction: LedgerTransaction): void {
  const { id, postings } = transaction;
  for (const wallet of walletsOf(transaction)) {
    const amounts = postings.filter((posting) => posting.wallet === wallet).map(({ amount }) => amount);
    if (amounts.some((amount) => amount === 0 || !Number.isSafeInteger(amount))) {
      throw new Error(`transaction ${id} has a line in ${wallet} that is zero or not a safe whole number`);
    }
    const sum = amounts.reduce((total, amount) => total + BigInt(amount), 0n);
    if (amounts.length < 2 || sum !== 0n) throw new Error(`transaction ${id} sums to ${sum} in ${wallet}`);
  }
}

/** The wallets that a transaction touches, each once. */
export function walletsOf({ postings }: LedgerTransaction): readonly string[] {
  return [...new Set(postings.map(({ wallet }) => wallet))];
}

/** What the lines of one wallet do, together, to the member's balance. */
export function changeIn(wallet: string, postings: readonly Posting[]): Balance {
  return postings
    .filter((posting) => posting.wallet === wallet)
    .reduce((change, posting) => changed(change, changeOf(posting)), NO_POINTS);
}

/** What one line does to the member's balance of its wallet. */
function changeOf({ account, amount }: Posting): Partial<Balance> {
  switch (account) {
    case 'member_active':
      return { active: amount };
    case 'member_pending':
      return { pending: amount };
    case 'member_held':
      return { held: amount };
    case 'member_debt':
      return { debt: -amount };
    case 'issued':
    case 'opened':
    case 'reversed':
      return { lifetime: -amount };
    case 'redeemed':
    case 'expired':
    case 'adjusted':
    case 'transferred':
      return {};
    default:
      return assertNever(account);
  }
}

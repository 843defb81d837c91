import type { Share } from './lot.ts';
import type { MemberAccount, Posting, ProgramAccount } from './transaction.ts';

/** A line of a member's account, or of what has expired, for each share; `sign` −1 takes the points away. */
export function memberLines(
  wallet: string,
  account: MemberAccount | 'expired',
  shares: readonly Share[],
  sign: 1 | -1,
): readonly Posting[] {
  return shares.map(({ lotId, points }) => ({ wallet, account, amount: sign * points, lotId, rule: null }));
}

/** The line of an account of the program; none when nothing moves. */
export function programLines(wallet: string, account: ProgramAccount, amount: number): readonly Posting[] {
  return amount === 0 ? [] : [{ wallet, account, amount, lotId: null, rule: null }];
}

/** The line by which a member owes more, or less where `owed` is below zero; none when nothing changes. */
export function debtLines(wallet: string, owed: number): readonly Posting[] {
  return owed === 0 ? [] : [{ wallet, account: 'member_debt', amount: -owed, lotId: null, rule: null }];
}

/** All points of the shares. */
export function sumOf(shares: readonly Share[]): number {
  return shares.reduce((sum, { points }) => sum + points, 0);
}

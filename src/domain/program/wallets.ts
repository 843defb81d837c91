import { own } from '../values/json.ts';
import { ok, refuse, type Result } from '../values/result.ts';
import type { Program, Wallet } from './program.ts';

/** A wallet of the program. Refuses `unknown_wallet`. */
export function walletOf({ wallets }: Program, name: string): Result<Wallet> {
  const wallet = own(wallets, name);
  if (wallet !== undefined) return ok(wallet);
  return refuse('unknown_wallet', `the program has no wallet ${name}`, '/wallet');
}

/** A wallet whose points may change hands. Refuses `unknown_wallet` and `wallet_not_spendable`. */
export function spendableWallet(program: Program, name: string): Result<Wallet> {
  const wallet = walletOf(program, name);
  if (!wallet.ok || wallet.value.kind !== 'qualifying') return wallet;
  return refuse('wallet_not_spendable', `${name} only counts for tiers`, '/wallet');
}

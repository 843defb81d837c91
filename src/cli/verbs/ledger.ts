import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { registerBalance } from './ledger/balance.ts';
import { registerHistory } from './ledger/history.ts';
import { registerReturns } from './ledger/returns.ts';
import { registerVerify } from './ledger/verify.ts';

export function registerLedger(perennial: Command, cli: Cli): void {
  const ledger = perennial.command('ledger').description('The double-entry ledger.');
  registerVerify(ledger, cli);
  registerBalance(ledger, cli);
  registerHistory(ledger, cli);
  registerReturns(ledger, cli);
}

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { registerAdjust } from './ledger/adjust.ts';
import { registerApprovals } from './ledger/approvals.ts';
import { registerBalance } from './ledger/balance.ts';
import { registerHistory } from './ledger/history.ts';
import { registerMerge } from './ledger/merge.ts';
import { registerOpen } from './ledger/open.ts';
import { registerReturns } from './ledger/returns.ts';
import { registerTransfer } from './ledger/transfer.ts';
import { registerVerify } from './ledger/verify.ts';

export function registerLedger(perennial: Command, cli: Cli): void {
  const ledger = perennial.command('ledger').description('The double-entry ledger.');
  registerVerify(ledger, cli);
  registerBalance(ledger, cli);
  registerHistory(ledger, cli);
  registerReturns(ledger, cli);
  registerTransfer(ledger, cli);
  registerAdjust(ledger, cli);
  registerApprovals(ledger, cli);
  registerMerge(ledger, cli);
  registerOpen(ledger, cli);
}

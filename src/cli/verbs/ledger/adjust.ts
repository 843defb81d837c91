import type { Command } from 'commander';
import { adjustPoints } from '../../../services/ledger/adjust-points.ts';
import { valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION } from '../../options.ts';
import {
  ADD_OPTION,
  adjustmentOf,
  approvalNamed,
  CLI_SOURCE,
  EXPIRES_OPTION,
  ID_OPTION,
  printInstructed,
  REASON_OPTION,
  requestIdOf,
  TAKE_OPTION,
  WALLET_OPTION,
  type AdjustmentOptions,
} from './instruction-options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

interface Options extends AdjustmentOptions {
  readonly approval?: string;
}

const DESCRIPTION = `Adds points to a member's balance, or takes some away.
What you adjust in a day beyond the program's limit needs an approval of exactly this: see request-approval.`;

export function registerAdjust(ledger: Command, cli: Cli): void {
  ledger
    .command('adjust')
    .description(DESCRIPTION)
    .argument(...MEMBER_ARGUMENT)
    .requiredOption(...WALLET_OPTION)
    .option(...ADD_OPTION)
    .option(...TAKE_OPTION)
    .requiredOption(...REASON_OPTION)
    .option(...EXPIRES_OPTION)
    .option('--approval <id>', 'what somebody else has approved')
    .option(...ID_OPTION)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: Options) => runAdjust(cli, member, options));
}

async function runAdjust(cli: Cli, member: string, options: Options): Promise<void> {
  const adjustment = adjustmentOf(options);
  const approvalId = options.approval === undefined ? null : approvalNamed(options.approval);
  const named = await memberNamed(cli, member, options);
  const asked = {
    ...named,
    ...adjustment,
    source: CLI_SOURCE,
    requestId: requestIdOf(cli, options),
    approvalId,
  };
  printInstructed(cli, valueOf(await adjustPoints(cli.context(), asked)), options);
}

import type { Command } from 'commander';
import { transferPoints } from '../../../services/ledger/transfer-points.ts';
import { valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION } from '../../options.ts';
import {
  CLI_SOURCE,
  ID_OPTION,
  printInstructed,
  readPoints,
  REASON_OPTION,
  requestIdOf,
  WALLET_OPTION,
  type InstructionOptions,
} from './instruction-options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

interface Options extends InstructionOptions {
  readonly to: string;
  readonly wallet: string;
  readonly points: number;
}

export function registerTransfer(ledger: Command, cli: Cli): void {
  ledger
    .command('transfer')
    .description('Passes points from one member on to another; they keep their expiry.')
    .argument(...MEMBER_ARGUMENT)
    .requiredOption('--to <member>', 'who receives them')
    .requiredOption(...WALLET_OPTION)
    .requiredOption('--points <points>', 'how many', readPoints)
    .requiredOption(...REASON_OPTION)
    .option(...ID_OPTION)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: Options) => runTransfer(cli, member, options));
}

async function runTransfer(cli: Cli, member: string, options: Options): Promise<void> {
  const { programId, memberId: fromId } = await memberNamed(cli, member, options);
  const { memberId: intoId } = await memberNamed(cli, options.to, options);
  const { wallet, points, reason } = options;
  const requestId = requestIdOf(cli, options);
  const asked = { programId, source: CLI_SOURCE, requestId, fromId, intoId, wallet, points, reason };
  printInstructed(cli, valueOf(await transferPoints(cli.context(), asked)), options);
}

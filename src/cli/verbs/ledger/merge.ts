import type { Command } from 'commander';
import { publicId } from '../../../schemas/http/public-id.ts';
import { mergeMembers } from '../../../services/ledger/merge-members.ts';
import { valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';
import { REASON_OPTION } from './instruction-options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

interface Options extends JsonOption, ProgramOption {
  readonly into: string;
  readonly reason: string;
  readonly yes?: true;
}

const DESCRIPTION = `Makes two members one: points, debts and all that is reported later go to the one who stays.
There is no way back: the open runs of the one who goes end, and their profile is not taken over.`;

export function registerMerge(ledger: Command, cli: Cli): void {
  ledger
    .command('merge')
    .description(DESCRIPTION)
    .argument(...MEMBER_ARGUMENT)
    .requiredOption('--into <member>', 'who stays')
    .requiredOption(...REASON_OPTION)
    .option('--yes', 'do not ask')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: Options) => runMerge(cli, member, options));
}

async function runMerge(cli: Cli, member: string, options: Options): Promise<void> {
  const { programId, memberId: fromId } = await memberNamed(cli, member, options);
  const { memberId: intoId } = await memberNamed(cli, options.into, options);
  if (options.yes !== true) await cli.confirm(`Merge ${member} into ${options.into} for good? [y/N] `);
  const asked = { programId, fromId, intoId, reason: options.reason };
  const { status, entry } = valueOf(await mergeMembers(cli.context(), asked));
  const transaction = entry === null ? null : publicId('txn', entry.id);
  const [from, into] = [publicId('mem', fromId), publicId('mem', intoId)];
  if (options.json === true) return cli.output.printJson({ status, from, into, transaction });
  const what = transaction === null ? 'they had nothing' : `what they had left with ${transaction}`;
  cli.output.print(`${from} ${status === 'merged' ? 'is' : 'was'} merged into ${into}; ${what}`);
}

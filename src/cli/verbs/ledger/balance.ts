import type { Command } from 'commander';
import { formatInstant, parseInstant, type Instant } from '../../../domain/values/instant.ts';
import { readBalancesAt } from '../../../services/ledger/read-balances-at.ts';
import { CliFailure, EXIT, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

interface Options extends JsonOption, ProgramOption {
  readonly at?: string;
}

export function registerBalance(ledger: Command, cli: Cli): void {
  ledger
    .command('balance')
    .description('What a member has, or had at an instant, summed up from the journal.')
    .argument(...MEMBER_ARGUMENT)
    .option('--at <time>', 'an instant such as 2026-10-31T23:59:59Z; without it: now')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: Options) => runBalance(cli, member, options));
}

async function runBalance(cli: Cli, name: string, options: Options): Promise<void> {
  const at = instantNamed(options.at, cli.clock.now());
  const { memberId } = await memberNamed(cli, name, options);
  const balances = await readBalancesAt(cli.context(), { memberId, at });
  if (options.json === true) {
    return cli.output.printJson({ memberId, at: formatInstant(at), balances });
  }
  cli.output.print(`At ${formatInstant(at)}:`);
  const wallets = Object.entries(balances);
  if (wallets.length === 0) return cli.output.print('Nothing had moved.');
  for (const [wallet, { active, pending, held, debt, lifetime }] of wallets) {
    const states = Object.entries({ active, pending, held, debt, 'ever earned': lifetime });
    const shown = states.map(([state, points]) => `${points} ${state}`).join(', ');
    cli.output.print(`${wallet.padEnd(12)} ${shown}`);
  }
}

function instantNamed(text: string | undefined, now: Instant): Instant {
  if (text === undefined) return now;
  const at = parseInstant(text);
  if (at === null) throw new CliFailure(`${text} is no instant such as 2026-10-31T23:59:59Z`, EXIT.usage);
  return at;
}

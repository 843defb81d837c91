import type { Command } from 'commander';
import { openFromFile } from '../../../services/ledger/open-from-file.ts';
import { valueOf, type Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';
import { unreadable } from '../../read-files.ts';
import { CLI_SOURCE } from './instruction-options.ts';

interface Options extends JsonOption, ProgramOption {
  readonly reason: string;
  readonly rejects?: string;
}

const DESCRIPTION = `Opens balances that members bring along from elsewhere.
CSV with externalId, wallet, points, and as far as known earnedAt, expiresAt (a date, a time, or never) and id.
Safe to repeat. Lines that are not taken go to FILE.rejects.csv.`;

export function registerOpen(ledger: Command, cli: Cli): void {
  ledger
    .command('open')
    .description(DESCRIPTION)
    .argument('<file>', 'the CSV file, packed with gzip or not')
    .option('--reason <text>', 'why, for the journal', 'opening balance')
    .option('--rejects <file>', 'where lines that are not taken are written')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: Options) => runOpen(cli, file, options));
}

async function runOpen(cli: Cli, path: string, options: Options): Promise<void> {
  const programId = await cli.programId(options.program);
  const rejectsPath = options.rejects ?? `${path}.rejects.csv`;
  const file = { programId, path, rejectsPath, source: CLI_SOURCE, reason: options.reason };
  const summary = valueOf(await openFromFile(() => cli.context(), file).catch(unreadable));
  if (options.json === true) return cli.output.printJson(summary);
  const { opened, duplicates, rejected, rejectedBy } = summary;
  const reasons = Object.entries(rejectedBy).map(([reason, lines]) => `${reason} ${lines}`);
  cli.output.print(`opened         ${opened}`);
  cli.output.print(`there already  ${duplicates}`);
  cli.output.print(`rejected       ${rejected}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`);
  if (rejected > 0) cli.output.print(`rejected lines are in ${rejectsPath}`);
}

import type { Command } from 'commander';
import { HomeInUse } from '../../processes/local/lock.ts';
import { resetLocal } from '../../processes/local/reset.ts';
import { CliFailure, type Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';

const RESET = `Empties the local installation that \`npm start\` made: database, runs, mails, logs and keys.
The next start begins anew. Refused while it runs.`;

export function registerLocal(perennial: Command, cli: Cli): void {
  perennial
    .command('local')
    .description('The installation on this machine.')
    .command('reset')
    .description(RESET)
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runReset(cli, options.json === true));
}

async function runReset(cli: Cli, isJson: boolean): Promise<void> {
  const home = cli.home();
  const removed = await resetLocal(home).catch((error: unknown) => {
    throw error instanceof HomeInUse ? new CliFailure(error.message) : error;
  });
  if (isJson) cli.output.printJson({ home, removed });
  else
    cli.output.print(
      removed.length > 0 ? `Emptied ${home}: ${removed.join(', ')}` : `${home} is empty already.`,
    );
}

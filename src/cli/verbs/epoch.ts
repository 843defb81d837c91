import type { Command } from 'commander';
import { openDatabase } from '../../db/database.ts';
import { formatInstant, instantOf } from '../../domain/values/instant.ts';
import { beginEpoch } from '../../services/lifecycle/begin-epoch.ts';
import { readEpoch, type DatabaseEpoch } from '../../services/lifecycle/database-epoch.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';

const NEW_DESCRIPTION = `Names this copy of the database anew: to be run after a backup was restored, before workers start.
Workflows forget what the lost copy told them. Marketing planned before now is not sent: the lost copy may have sent it.`;

/** Since when a database has the name that its first migration gave it. */
const FIRST = instantOf(0);

export function registerEpoch(perennial: Command, cli: Cli): void {
  const epoch = perennial
    .command('epoch')
    .description('Shows the name of this copy of the database.')
    .option(...JSON_OPTION)
    .action(async (options: JsonOption) => print(cli, await readEpoch(cli.db()), options));
  epoch
    .command('new')
    .description(NEW_DESCRIPTION)
    .option(...JSON_OPTION)
    .action((_options: JsonOption, command: Command) => runNew(cli, command.optsWithGlobals<JsonOption>()));
}

async function runNew(cli: Cli, options: JsonOption): Promise<void> {
  const owned = openDatabase(cli.ownerUrl(), { connectionsMax: 1 });
  try {
    const begun = await beginEpoch(owned, cli.context());
    print(cli, begun, options);
    if (options.json !== true) cli.output.print(`${begun.waking} workflows start anew when workers do.`);
  } finally {
    await owned.destroy();
  }
}

function print({ output }: Cli, { epoch, since }: DatabaseEpoch, { json }: JsonOption): void {
  if (json === true) output.printJson({ epoch, since: formatInstant(since) });
  else output.print(since === FIRST ? `${epoch}, the first` : `${epoch}, since ${formatInstant(since)}`);
}

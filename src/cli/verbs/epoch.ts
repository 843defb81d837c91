import type { Command } from 'commander';
import { openDatabase } from '../../db/database.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import { readEpoch, renewEpoch, type DatabaseEpoch } from '../../services/lifecycle/database-epoch.ts';
import { forgetArming } from '../../services/lifecycle/forget-arming.ts';
import { CliFailure, type Cli } from '../cli.ts';

const NEW_DESCRIPTION = `Names this copy of the database anew: to be run after a backup was restored, before workers start.
Workflows forget what the lost copy told them. Marketing planned before now is not sent: the lost copy may have sent it.`;

interface EpochOptions {
  readonly json?: true;
}

export function registerEpoch(perennial: Command, cli: Cli): void {
  const epoch = perennial
    .command('epoch')
    .description('Shows the name of this copy of the database.')
    .option('--json', 'for machines')
    .action(async (options: EpochOptions) => print(cli, await readEpoch(cli.db()), options));
  epoch
    .command('new')
    .description(NEW_DESCRIPTION)
    .option('--json', 'for machines')
    .action((_options: EpochOptions, command: Command) =>
      runNew(cli, command.optsWithGlobals<EpochOptions>()),
    );
}

async function runNew(cli: Cli, options: EpochOptions): Promise<void> {
  const { databaseOwnerUrl } = cli.environment();
  if (databaseOwnerUrl === null) {
    throw new CliFailure('only the role that owns the schema may do this: set DATABASE_OWNER_URL');
  }
  const owned = openDatabase(databaseOwnerUrl, { connectionsMax: 1 });
  try {
    const ctx = cli.context();
    const epoch = await renewEpoch(owned, ctx);
    await Array.fromAsync(forgetArming(ctx));
    print(cli, epoch, options);
  } finally {
    await owned.destroy();
  }
}

function print({ output }: Cli, { epoch, since }: DatabaseEpoch, { json }: EpochOptions): void {
  if (json === true) output.printJson({ epoch, since: formatInstant(since) });
  else output.print(`${epoch}, since ${formatInstant(since)}`);
}

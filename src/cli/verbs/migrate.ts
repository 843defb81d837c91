import type { Command } from 'commander';
import { migrateToLatest } from '../../db/migrate.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';

export function registerMigrate(perennial: Command, cli: Cli): void {
  perennial
    .command('migrate')
    .description(
      'Brings the database to the newest schema, as the role of DATABASE_OWNER_URL. Safe to repeat.',
    )
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runMigrate(cli, options.json === true));
}

async function runMigrate(cli: Cli, isJson: boolean): Promise<void> {
  const applied = await migrateToLatest(cli.ownerUrl(), new Date(cli.clock.now()));
  if (isJson) return cli.output.printJson({ applied });
  for (const name of applied) cli.output.print(`applied ${name}`);
  if (applied.length === 0) cli.output.print('The schema is up to date.');
}

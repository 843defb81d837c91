import type { Command } from 'commander';
import { migrateToLatest } from '../../db/migrate.ts';
import { CliFailure, EXIT, type Cli } from '../cli.ts';

export function registerMigrate(perennial: Command, cli: Cli): void {
  perennial
    .command('migrate')
    .description(
      'Brings the database to the newest schema, as the role of DATABASE_OWNER_URL. Safe to repeat.',
    )
    .option('--json', 'for machines')
    .action((options: { json?: true }) => runMigrate(cli, options.json === true));
}

async function runMigrate(cli: Cli, isJson: boolean): Promise<void> {
  const ownerUrl = cli.environment().databaseOwnerUrl;
  if (ownerUrl === null) {
    throw new CliFailure('DATABASE_OWNER_URL is not set: only the owner may change the schema', EXIT.usage);
  }
  const applied = await migrateToLatest(ownerUrl, new Date(cli.clock.now()));
  if (isJson) return cli.output.printJson({ applied });
  for (const name of applied) cli.output.print(`applied ${name}`);
  if (applied.length === 0) cli.output.print('The schema is up to date.');
}

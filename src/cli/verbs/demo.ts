import type { Command } from 'commander';
import { DemoMailRefused } from '../../demo/mail-guard.ts';
import { seedDemo } from '../../demo/seed-demo.ts';
import { CliFailure, type Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import { progressLine } from '../progress-line.ts';

const DESCRIPTION = `Fills an empty database with the demo.
That is the program corner-coffee and 1,000 invented members with 18 months of purchases. An interrupted seeding is
finished. Refused when mail would leave this machine.`;

export function registerDemo(perennial: Command, cli: Cli): void {
  perennial
    .command('demo')
    .description('The demo program.')
    .command('seed')
    .description(DESCRIPTION)
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runSeed(cli, options.json === true));
}

async function runSeed(cli: Cli, isJson: boolean): Promise<void> {
  const { db, definitions } = cli.context();
  const progress = progressLine();
  const seeded = await seedDemo({
    db,
    definitions,
    clock: cli.clock,
    smtpUrl: cli.environment().smtpUrl,
    onProgress: ({ members, of }) => progress.show(`${members} of ${of} members`),
  })
    .catch((error: unknown) => {
      throw error instanceof DemoMailRefused ? new CliFailure(error.message) : error;
    })
    .finally(() => progress.clear());
  if (seeded.kind === 'not_empty') throw new CliFailure('The database is not empty: it was left as it is.');
  if (isJson) cli.output.printJson({ members: seeded.members, events: seeded.events });
  else cli.output.print(`${seeded.members} members with ${seeded.events.toLocaleString('en')} purchases`);
}

import path from 'node:path';
import type { Command } from 'commander';
import type { CheckedBackup } from '../../db/backup/read-backup.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import { backUpLocal, backupFile } from '../../processes/local/backup.ts';
import { HomeInUse } from '../../processes/local/lock.ts';
import { resetLocal } from '../../processes/local/reset.ts';
import { REPLACED, restoreLocal } from '../../processes/local/restore.ts';
import { CliFailure, EXIT, valueOf, type Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import { progressLine } from '../progress-line.ts';

const BACKUP = `Copies all data, as of one instant, into a file. May run while everything does.
Without a name the file goes to the folder backups of the installation. An existing file is never written over.`;

const RESTORE = `Has the installation go on from a backup. Refused while it runs.
What was there before is kept beside it, until the next restore. Marketing that may have been sent meanwhile is not sent.`;

const RESET = `Empties the local installation that \`npm start\` made: database, runs, mails, logs and keys.
The next start begins anew. Backups stay. Refused while it runs.`;

const YES_OPTION = ['--yes', 'do not ask'] as const;

interface YesOption extends JsonOption {
  readonly yes?: true;
}

export function registerLocal(perennial: Command, cli: Cli): void {
  const local = perennial.command('local').description('The installation on this machine.');
  local
    .command('backup')
    .description(BACKUP)
    .argument('[file]', 'where to')
    .option(...JSON_OPTION)
    .action((file: string | undefined, options: JsonOption) => runBackup(cli, file, options));
  local
    .command('restore')
    .description(RESTORE)
    .argument('<file>', 'what `perennial local backup` has written')
    .option(...YES_OPTION)
    .option(...JSON_OPTION)
    .action((file: string, options: YesOption) => runRestore(cli, file, options));
  local
    .command('reset')
    .description(RESET)
    .option(...YES_OPTION)
    .option(...JSON_OPTION)
    .action((options: YesOption) => runReset(cli, options));
}

async function runBackup(cli: Cli, named: string | undefined, { json }: JsonOption): Promise<void> {
  const settings = cli.localSettings();
  const now = cli.clock.now();
  const progress = progressLine();
  const taken = await backUpLocal(settings, {
    file: path.resolve(named ?? backupFile(settings.home, now)),
    now,
    runningOwnerUrl: () => cli.ownerUrl(),
    onTable: (table) => progress.show(table),
  })
    .catch(asFailure)
    .finally(() => progress.clear());
  const { file, bytes, header, rows } = valueOf(taken);
  if (json === true) cli.output.printJson({ file, bytes, ...summaryOf({ header, rows }) });
  else cli.output.print(`${file}: ${inWords({ header, rows })}, ${bytes} bytes, read again and whole`);
}

async function runRestore(cli: Cli, named: string, { yes, json }: YesOption): Promise<void> {
  const settings = cli.localSettings();
  const file = path.resolve(named);
  if (settings.given.database !== null) {
    throw new CliFailure('DATABASE_URL names a server of its own: restore it with its own tools', EXIT.usage);
  }
  if (yes !== true) await cli.confirm(`Replace all data in ${settings.home} by ${file}? [y/N] `);
  const progress = progressLine();
  const restored = await restoreLocal(settings, {
    file,
    clock: cli.clock,
    actor: cli.actor,
    onTable: (table) => progress.show(table),
  })
    .catch(asFailure)
    .finally(() => progress.clear());
  const { header, rows, begun } = valueOf(restored);
  if (json === true) {
    const { epoch, since, waking } = begun;
    return cli.output.printJson({
      ...summaryOf({ header, rows }),
      begun: { epoch, since: formatInstant(since), waking },
    });
  }
  cli.output.print(`${settings.home} goes on from ${header.takenAt}: ${inWords({ header, rows })}.`);
  cli.output.print(`What was there before is the database ${REPLACED}, until the next restore.`);
  cli.output.print('Start it, and have sources send again what they sent since: nothing is recorded twice.');
}

function summaryOf({ header: { takenAt, migration, epoch }, rows }: CheckedBackup) {
  return { takenAt, migration, epoch, rows };
}

function inWords({ rows }: CheckedBackup): string {
  return `${rows['member'] ?? 0} members, ${rows['member_event'] ?? 0} events`;
}

async function runReset(cli: Cli, { yes, json }: YesOption): Promise<void> {
  const { home } = cli.localSettings();
  if (yes !== true) await cli.confirm(`Delete all data, runs, mails, logs and keys in ${home}? [y/N] `);
  const removed = await resetLocal(home).catch(asFailure);
  if (json === true) cli.output.printJson({ home, removed });
  else
    cli.output.print(
      removed.length > 0 ? `Emptied ${home}: ${removed.join(', ')}` : `${home} is empty already.`,
    );
}

/** What the person at the terminal can mend; anything else is thrown on. */
function asFailure(error: unknown): never {
  if (error instanceof HomeInUse) throw new CliFailure(error.message);
  if (!(error instanceof Error && 'code' in error)) throw error;
  if (error.code === 'ENOENT') throw new CliFailure(`there is no such file: ${error.message}`, EXIT.usage);
  if (error.code === 'EEXIST')
    throw new CliFailure(`the file is there already: ${error.message}`, EXIT.usage);
  throw error;
}

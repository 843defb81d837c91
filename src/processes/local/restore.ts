import { escapeIdentifier } from 'pg';
import { loadBackup } from '../../db/backup/load-backup.ts';
import { checkBackup, type CheckedBackup } from '../../db/backup/read-backup.ts';
import { openDatabase } from '../../db/database.ts';
import { provisionDatabase, withClient } from '../../db/provision.ts';
import type { Clock } from '../../domain/values/instant.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import type { Context } from '../../services/context.ts';
import { beginEpoch, type BegunEpoch } from '../../services/lifecycle/begin-epoch.ts';
import { createDefinitionsStore } from '../../services/program/definitions-store.ts';
import { withDatabaseServer } from './database-server.ts';
import { DATABASE, type LocalDatabase } from './installation.ts';
import type { LocalSettings } from './settings.ts';

/** Where a backup is loaded, out of sight until it is whole. */
const RESTORING = `${DATABASE}_restoring`;
/** What was there before, until the next restore. */
export const REPLACED = `${DATABASE}_replaced`;
/** The database of every server that is connected to while others are renamed. */
const MAINTENANCE = 'postgres';

export interface RestoredBackup extends CheckedBackup {
  readonly begun: BegunEpoch;
}

export interface RestoreOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly actor: Context['actor'];
  readonly onTable: (table: string) => void;
}

/**
 * Has an installation go on from a backup: the file is read to its end before anything is touched, its data is loaded
 * beside the present, gets an epoch of its own, and then takes the present's place in one step. Whatever fails before
 * that leaves the installation as it was. Refuses what `checkBackup` refuses; throws `HomeInUse` while it runs.
 */
export async function restoreLocal(
  settings: LocalSettings,
  options: RestoreOptions,
): Promise<Result<RestoredBackup>> {
  const checked = await checkBackup(options.file);
  if (!checked.ok) return checked;
  return withDatabaseServer(settings, async (database) => {
    try {
      const begun = await loadBeside(database, options);
      await takePlace(database);
      return ok({ ...checked.value, begun });
    } catch (error) {
      // Half of a database takes up room that the present may need; the next restore drops it otherwise.
      await drop(database, RESTORING).catch(() => undefined);
      throw error;
    }
  });
}

/** Fills a new database with the backup, whole and with a life of its own. */
async function loadBeside(database: LocalDatabase, options: RestoreOptions): Promise<BegunEpoch> {
  await drop(database, RESTORING);
  await withClient(database.superuserUrl(MAINTENANCE), (superuser) =>
    provisionDatabase(superuser, RESTORING),
  );
  const ownerUrl = database.ownerUrlOf(RESTORING);
  await loadBackup({
    superuserUrl: database.superuserUrl(RESTORING),
    ownerUrl,
    file: options.file,
    now: new Date(options.clock.now()),
    onTable: options.onTable,
  });
  return beginOwnLife(ownerUrl, options);
}

async function beginOwnLife(ownerUrl: string, { clock, actor }: RestoreOptions): Promise<BegunEpoch> {
  const owned = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    return await beginEpoch(owned, {
      db: owned,
      definitions: createDefinitionsStore(),
      now: clock.now(),
      actor,
    });
  } finally {
    await owned.destroy();
  }
}

/** Both renamings or none: at no instant is there no database, which the next start would make anew. */
async function takePlace(database: LocalDatabase): Promise<void> {
  await drop(database, REPLACED);
  await withClient(database.superuserUrl(MAINTENANCE), async (superuser) => {
    await superuser.query('begin');
    await superuser.query(
      `alter database ${escapeIdentifier(DATABASE)} rename to ${escapeIdentifier(REPLACED)}`,
    );
    await superuser.query(
      `alter database ${escapeIdentifier(RESTORING)} rename to ${escapeIdentifier(DATABASE)}`,
    );
    await superuser.query('commit');
  });
}

async function drop(database: LocalDatabase, name: string): Promise<void> {
  await withClient(database.superuserUrl(MAINTENANCE), (superuser) =>
    superuser.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
  );
}

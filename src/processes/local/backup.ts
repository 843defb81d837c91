import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { exists } from '../../../setup/cache.ts';
import { checkBackup, type CheckedBackup } from '../../db/backup/read-backup.ts';
import { writeBackup } from '../../db/backup/write-backup.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { Result } from '../../domain/values/result.ts';
import { ok } from '../../domain/values/result.ts';
import { withDatabaseServer } from './database-server.ts';
import { isHomeInUse } from './lock.ts';
import type { LocalSettings } from './settings.ts';

export interface TakenBackup extends CheckedBackup {
  readonly file: string;
  readonly bytes: number;
}

export interface BackUpOptions {
  readonly file: string;
  readonly now: Instant;
  /** How the running installation's database is reached as the owner of its schema. */
  readonly runningOwnerUrl: () => string;
  readonly onTable: (table: string) => void;
}

/** Where a backup goes that was given no name. */
export function backupFile(home: string, now: Instant): string {
  const time = formatInstant(now)
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  return path.join(home, 'backups', `perennial-${time}.backup.gz`);
}

/**
 * Copies the installation's data as of one instant into a file that appears whole, and read once again, or not at all.
 * While the installation runs, its database is asked; else PostgreSQL is started for it. An existing file stays as it
 * is, and the call throws.
 */
export async function backUpLocal(
  settings: LocalSettings,
  options: BackUpOptions,
): Promise<Result<TakenBackup>> {
  if (settings.given.database !== null || isHomeInUse(settings.home)) {
    return take(options.runningOwnerUrl(), options);
  }
  if (!(await exists(path.join(settings.home, 'postgres', 'PG_VERSION')))) {
    throw new Error(`There is no installation in ${settings.home}; \`npm start\` makes one.`);
  }
  return withDatabaseServer(settings, ({ ownerUrl }) => take(ownerUrl, options));
}

async function take(ownerUrl: string, { file, now, onTable }: BackUpOptions): Promise<Result<TakenBackup>> {
  // A name of its own: another backup into the same file may be half-way.
  const unfinished = `${file}.${randomUUID()}.unfinished`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeBackup({ ownerUrl, file: unfinished, now, onTable });
    const checked = await checkBackup(unfinished);
    if (!checked.ok) return checked;
    const { size } = await stat(unfinished);
    await link(unfinished, file);
    return ok({ file, bytes: size, ...checked.value });
  } finally {
    await rm(unfinished, { force: true });
  }
}

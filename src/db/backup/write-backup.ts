import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, constants } from 'node:zlib';
import type { Client } from 'pg';
import { to as copyStream } from 'pg-copy-streams';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { BackupHeader, BackupTable } from '../../schemas/stored/backup.ts';
import { withClient } from '../provision.ts';
import { readStored } from './stored-tables.ts';
import { copyTo, writeBackupText, type TableRows } from './backup-text.ts';

export interface WriteBackupOptions {
  /** As the role that owns the schema. */
  readonly ownerUrl: string;
  /** Must not exist yet. It is made for this user's eyes only. */
  readonly file: string;
  readonly now: Instant;
  /** Called before each table. */
  readonly onTable?: (table: string) => void;
}

/**
 * Copies all data of a database as of one instant into a compressed file, while everything runs: it reads one snapshot
 * and waits for nobody but a migration. Half a file is left when it fails.
 */
export async function writeBackup({ ownerUrl, file, now, onTable }: WriteBackupOptions): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const before = await readStored(client);
    await client.query('begin transaction isolation level repeatable read, read only');
    // Before the snapshot is taken: in an older one, rows that a migration wrote anew meanwhile would be missing.
    await lockTables(client, before.tables);
    const stored = await readStored(client);
    await lockTables(client, stored.tables);
    const header: BackupHeader = { version: 1, takenAt: formatInstant(now), ...stored };
    const text = writeBackupText(header, rowsOfTables(client, header.tables, onTable));
    await pipeline(
      Readable.from(text, { objectMode: false }),
      createGzip({ level: constants.Z_BEST_SPEED }),
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await client.query('commit');
  });
}

async function lockTables(client: Client, tables: readonly BackupTable[]): Promise<void> {
  await client.query(`lock table ${tables.map(({ name }) => name).join(', ')} in access share mode`);
}

async function* rowsOfTables(
  client: Client,
  tables: readonly BackupTable[],
  onTable?: (table: string) => void,
): AsyncGenerator<TableRows> {
  for (const table of tables) {
    onTable?.(table.name);
    yield { table, rows: client.query(copyStream(copyTo(table))) };
  }
}

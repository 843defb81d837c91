import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyInto } from 'pg-copy-streams';
import type { BackupHeader } from '../../schemas/stored/backup.ts';
import { migrateTo, migrateToLatest } from '../migrate.ts';
import { withClient } from '../provision.ts';
import { copyFrom } from './backup-text.ts';
import { readBackup } from './read-backup.ts';

export interface LoadBackupOptions {
  /** An empty database, as a superuser: no reference is checked while tables are filled one by one. */
  readonly superuserUrl: string;
  /** The same, as the role that is to own the schema. */
  readonly ownerUrl: string;
  /** A file that `checkBackup` has accepted. */
  readonly file: string;
  readonly now: Date;
  /** Called before each table. */
  readonly onTable?: (table: string) => void;
}

type Parts = ReturnType<typeof readBackup>;

/**
 * Fills an empty database with a backup: the schema as it was then, its rows, and then the migrations since. Half of it
 * is never seen: the rows come in one transaction.
 */
export async function loadBackup(options: LoadBackupOptions): Promise<void> {
  const { superuserUrl, ownerUrl, now } = options;
  const parts = readBackup(options.file);
  const first = await parts.next();
  if (first.done === true || first.value.kind !== 'header')
    throw new Error('a backup begins with its header');
  const { header } = first.value;
  await migrateTo(ownerUrl, header.migration, header.months.map(monthOf));
  await withClient(superuserUrl, async (client) => {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`truncate ${header.tables.map(({ name }) => name).join(', ')}`);
    await loadRows(client, parts, options.onTable);
    await setSequences(client, header);
    await client.query('commit');
    await client.query('analyze');
  });
  await migrateToLatest(ownerUrl, now);
}

async function loadRows(client: Client, parts: Parts, onTable?: (table: string) => void): Promise<void> {
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    if (next.value.kind !== 'table') continue;
    const { table } = next.value;
    onTable?.(table.name);
    await pipeline(Readable.from(rowsOfTable(parts)), client.query(copyInto(copyFrom(table))));
  }
}

/** Up to the end of the table, which is taken as well. */
async function* rowsOfTable(parts: Parts): AsyncGenerator<Buffer> {
  for (let next = await parts.next(); next.value?.kind === 'rows'; next = await parts.next()) {
    yield next.value.rows;
  }
}

async function setSequences(client: Client, { sequences }: BackupHeader): Promise<void> {
  for (const { name, lastValue } of sequences) {
    if (lastValue !== null) await client.query('select setval($1::regclass, $2)', [name, lastValue]);
  }
}

function monthOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

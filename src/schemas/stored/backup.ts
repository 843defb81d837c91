import { z } from 'zod';

const VERSION = 1;
const versioned = z.object({ version: z.int() });

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const backupHeader = z.strictObject({
  /** Of this form of file. */
  version: z.literal(VERSION),
  takenAt: z.iso.datetime(),
  /** The newest migration of the database that was copied. */
  migration: z.string(),
  /** The name of the copy that was copied. */
  epoch: z.uuid(),
  /** The first day of each month that has partitions of its own. */
  months: z.array(z.iso.date()),
  tables: z.array(z.strictObject({ name, columns: z.array(name).min(1) })).min(1),
  /** With their last values; null: never used. */
  sequences: z.array(z.strictObject({ name, lastValue: z.int().nullable() })),
});

/** What the first line of a backup says of it. */
export type BackupHeader = z.infer<typeof backupHeader>;
export type BackupTable = BackupHeader['tables'][number];

const backupEnd = z.strictObject({
  rows: z.record(name, z.int().nonnegative()),
  /** Of all bytes before the last line. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What the last line of a backup says: how many rows each table has, and the checksum. */
export type BackupEnd = z.infer<typeof backupEnd>;

/** `newer`: only a newer program can read it. Null: this is no header. */
export function readBackupHeader(json: string): BackupHeader | 'newer' | null {
  const version = read(versioned, json)?.version ?? VERSION;
  return version > VERSION ? 'newer' : read(backupHeader, json);
}

/** Null: this is no last line of a backup. */
export function readBackupEnd(json: string): BackupEnd | null {
  return read(backupEnd, json);
}

function read<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

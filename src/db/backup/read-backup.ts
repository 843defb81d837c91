import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { BackupEnd, BackupHeader } from '../../schemas/stored/backup.ts';
import { MIGRATIONS } from '../migrations/migrations.ts';
import { readBackupText, UnreadableBackup, type BackupPart } from './backup-text.ts';

/** What a file that is whole says of itself. */
export interface CheckedBackup {
  readonly header: BackupHeader;
  readonly rows: BackupEnd['rows'];
}

/**
 * Reads a backup to its end. Refuses `not_a_backup`, `damaged_backup`, and `newer_backup` when a newer program took it.
 * A file that cannot be opened throws.
 */
export async function checkBackup(file: string): Promise<Result<CheckedBackup>> {
  let header: BackupHeader | null = null;
  try {
    for await (const part of readBackup(file)) {
      if (part.kind === 'header') header = part.header;
      if (part.kind === 'end' && header !== null) return checked(header, part.end);
    }
  } catch (error) {
    if (error instanceof UnreadableBackup) return refuse(error.code, error.message);
    throw error;
  }
  return refuse('damaged_backup', 'The backup is damaged: it has no end.');
}

function checked(header: BackupHeader, { rows }: BackupEnd): Result<CheckedBackup> {
  const { migration } = header;
  if (migration in MIGRATIONS) return ok({ header, rows });
  return refuse('newer_backup', `It was taken after the migration ${migration}, which is not known here.`);
}

/** The parts of a backup. Throws `UnreadableBackup`. */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  try {
    yield* readBackupText(decompressed(file));
  } catch (error) {
    throw isOfCompression(error) ? unreadable(error) : error;
  }
}

async function* decompressed(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) yield bufferOf(chunk);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** Streams say nothing of what they carry. */
function bufferOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new TypeError('a stream of bytes carries something else');
}

function isOfCompression(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** `incorrect header check` is no compressed file at all; the rest is one that was cut off or changed. */
function unreadable({ message }: Error): UnreadableBackup {
  return message === 'incorrect header check'
    ? new UnreadableBackup('not_a_backup', 'This is not a backup of Perennial.')
    : new UnreadableBackup('damaged_backup', `The backup is damaged: ${message}.`);
}

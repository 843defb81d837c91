import { createHash } from 'node:crypto';
import { transact } from '../../db/transact.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { HOUR_MS } from '../../domain/values/instant.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { newUuid } from '../new-uuid.ts';
import { deleteParts, insertPart } from './import-parts.ts';

/** Of a file as it is sent, packed or not. */
export const UPLOAD_BYTES_MAX = 512 * 1024 ** 2;
const PART_BYTES = 256 * 1024;
/** What has not arrived by then is given up. */
const ARRIVAL_MS_MAX = HOUR_MS;

/** A file that has arrived, and lies in parts. */
export interface Upload {
  readonly importId: Uuid;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
}

/**
 * Keeps a file as it arrives, for an import that is yet to be posted, in the memory of one part. Refuses
 * `body_too_large` above `bytesMax`. What fails, or is refused, leaves nothing behind; where the process dies, the rest
 * is deleted later.
 */
export async function receiveUpload(
  ctx: Context,
  { programId, source }: { readonly programId: string; readonly source: string },
  bytes: AsyncIterable<Uint8Array>,
  { bytesMax }: { readonly bytesMax: number },
): Promise<Result<Upload>> {
  const importId = newUuid(ctx.now);
  await ctx.db
    .insertInto('import')
    .values({
      id: importId,
      program_id: programId,
      source,
      status: 'receiving',
      posted_at: new Date(ctx.now),
      next_wake_at: new Date(ctx.now + ARRIVAL_MS_MAX),
    })
    .execute();
  try {
    const upload = await keep(ctx, importId, bytes, bytesMax);
    if (!upload.ok) await discardUpload(ctx, importId);
    return upload;
  } catch (error) {
    await discardUpload(ctx, importId);
    throw error;
  }
}

async function keep(
  ctx: Context,
  importId: Uuid,
  bytes: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<Result<Upload>> {
  const hash = createHash('sha256');
  let length = 0;
  let number = 0;
  for await (const part of partsOf(bytes)) {
    length += part.length;
    if (length > bytesMax) return refuse('body_too_large', `The file is larger than ${bytesMax} bytes.`);
    hash.update(part);
    await insertPart(ctx.db, { importId, kind: 'upload', number }, part);
    number += 1;
  }
  return ok({ importId, bytes: length, hash: hash.digest('hex') });
}

async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length < PART_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pieces);
}

/** Deletes a file that no import was made of; where one was, also without anybody having heard of it, nothing happens. */
export async function discardUpload({ db }: Pick<Context, 'db'>, importId: Uuid): Promise<void> {
  await transact(db, async (tx) => {
    const receiving = tx.selectFrom('import').select('id').where('id', '=', importId);
    const row = await receiving.where('status', '=', 'receiving').forUpdate().executeTakeFirst();
    if (row === undefined) return;
    await deleteParts(tx, importId, 'upload');
    await tx.deleteFrom('import').where('id', '=', importId).execute();
  });
}

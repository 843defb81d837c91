import { inTransaction } from '../../db/database.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { formatKeyText, newKeyText } from './key-text.ts';
import { hashSecret } from './secret.ts';

export interface CreateApiKey {
  readonly programId: string;
  /** The source of every event that is sent with the key. */
  readonly source: string;
  /** Null: valid until revoked. */
  readonly expiresAt: Instant | null;
}

export interface CreatedApiKey {
  readonly id: string;
  /** The whole key. It is stored nowhere: only its hash is. */
  readonly key: string;
}

/** Makes an API key for one program and one source. Refuses `no_program` and, when it would be expired, `invalid_input`. */
export async function createApiKey(ctx: Context, input: CreateApiKey): Promise<Result<CreatedApiKey>> {
  const { programId, source, expiresAt } = input;
  if (expiresAt !== null && expiresAt <= ctx.now) {
    return refuse('invalid_input', 'the key would be expired from the start', '/expiresAt');
  }
  return inTransaction(ctx.db, async (tx) => {
    const program = await tx
      .selectFrom('program')
      .select('id')
      .where('id', '=', programId)
      .executeTakeFirst();
    if (program === undefined) return refuse('no_program', `there is no program ${programId}`);
    const text = newKeyText();
    await tx
      .insertInto('api_key')
      .values({
        id: text.id,
        program_id: programId,
        source,
        secret_hash: hashSecret(text.secret),
        created_at: new Date(ctx.now),
        expires_at: expiresAt === null ? null : new Date(expiresAt),
        revoked_at: null,
      })
      .execute();
    await appendAudit(tx, ctx, {
      programId,
      action: 'api_key.created',
      subject: text.id,
      detail: { source },
    });
    return ok({ id: text.id, key: formatKeyText(text) });
  });
}

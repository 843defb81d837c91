import { inTransaction } from '../../db/database.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';

/**
 * Ends an API key for good; a key that is already revoked stays as it is. Processes that used it lately notice within
 * seconds. Refuses `not_found`.
 */
export async function revokeApiKey(
  ctx: Context,
  input: { readonly programId: string; readonly keyId: string },
): Promise<Result<null>> {
  return inTransaction(ctx.db, async (tx) => {
    const key = await tx
      .selectFrom('api_key')
      .select('revoked_at')
      .where('id', '=', input.keyId)
      .where('program_id', '=', input.programId)
      .forUpdate()
      .executeTakeFirst();
    if (key === undefined) return refuse('not_found', `the program has no API key ${input.keyId}`);
    if (key.revoked_at !== null) return ok(null);
    await tx
      .updateTable('api_key')
      .set({ revoked_at: new Date(ctx.now) })
      .where('id', '=', input.keyId)
      .execute();
    await appendAudit(tx, ctx, {
      programId: input.programId,
      action: 'api_key.revoked',
      subject: input.keyId,
      detail: {},
    });
    return ok(null);
  });
}

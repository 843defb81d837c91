import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';

export interface ApiKeySummary {
  readonly id: string;
  readonly source: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** Every API key of a program, revoked ones included, oldest first; never their secrets. */
export async function listApiKeys(ctx: Context, programId: string): Promise<readonly ApiKeySummary[]> {
  const rows = await ctx.db
    .selectFrom('api_key')
    .select(['id', 'source', 'created_at', 'expires_at', 'revoked_at'])
    .where('program_id', '=', programId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  }));
}

import type { Queryable, Tx } from '../../db/database.ts';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { readShares } from '../../schemas/stored/shares.ts';

/** How the database keeps a redemption. */
export interface NewRedemption {
  readonly programId: string;
  readonly redemption: Redemption;
  /** Of what was asked for: the same id with other content is a conflict. */
  readonly contentHash: string;
}

/** The hash of what was asked for, and the redemption as it stands; null when the member has none by this id. */
export async function readRedemption(
  db: Queryable,
  memberId: Uuid,
  id: Uuid,
): Promise<{ readonly contentHash: string; readonly redemption: Redemption } | null> {
  const row = await selectRedemptions(db)
    .where('id', '=', id)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row === undefined ? null : { contentHash: row.contentHash, redemption: redemptionOf(row) };
}

export function selectRedemptions(db: Queryable) {
  return db
    .selectFrom('redemption')
    .select(['id', 'wallet', 'points', 'captured', 'reason', 'status', 'shares'])
    .select(['member_id as memberId', 'content_hash as contentHash', 'created_at as createdAt'])
    .select(['expires_at as expiresAt', 'resolved_at as resolvedAt']);
}

type Row = Omit<Redemption, 'shares'> & { readonly shares: unknown };

export function redemptionOf(row: Row): Redemption {
  const { id, memberId, wallet, points, captured, reason, status, createdAt, expiresAt, resolvedAt } = row;
  const shares = readShares(row.shares);
  return { id, memberId, wallet, points, captured, reason, status, shares, createdAt, expiresAt, resolvedAt };
}

export async function insertRedemption(
  tx: Tx,
  { programId, redemption, contentHash }: NewRedemption,
): Promise<void> {
  const { id, memberId, wallet, points, reason, createdAt, expiresAt } = redemption;
  await tx
    .insertInto('redemption')
    .values({
      id,
      program_id: programId,
      member_id: memberId,
      wallet,
      points,
      reason,
      content_hash: contentHash,
      created_at: new Date(createdAt),
      expires_at: expiresAt === null ? null : new Date(expiresAt),
      ...changing(redemption),
    })
    .execute();
}

/** Writes where the redemption stands now. */
export async function saveRedemption(tx: Tx, redemption: Redemption): Promise<void> {
  await tx.updateTable('redemption').set(changing(redemption)).where('id', '=', redemption.id).execute();
}

function changing({ status, captured, shares, resolvedAt }: Redemption) {
  return {
    status,
    captured,
    shares: JSON.stringify(shares),
    resolved_at: resolvedAt === null ? null : new Date(resolvedAt),
  };
}

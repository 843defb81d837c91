import { sql } from 'kysely';
import { arrayOf } from '../../db/array-parameter.ts';
import type { Queryable, Tx } from '../../db/database.ts';
import type { Write } from '../../db/write-together.ts';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { readShares } from '../../schemas/stored/shares.ts';

/** A redemption that is to be kept. */
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

/** Redemptions in the form that `redemptionOf` reads. */
export function selectRedemptions(db: Queryable) {
  return db
    .selectFrom('redemption')
    .select(['id', 'wallet', 'points', 'captured', 'reason', 'status', 'shares'])
    .select(['member_id as memberId', 'content_hash as contentHash', 'created_at as createdAt'])
    .select('order_id as orderId')
    .select(['expires_at as expiresAt', 'resolved_at as resolvedAt']);
}

type Row = Omit<Redemption, 'shares'> & { readonly shares: unknown };

/** A redemption as it is kept. Shares that are malformed are a bug and throw. */
export function redemptionOf(row: Row): Redemption {
  const { id, memberId, wallet, points, captured, reason, orderId, status } = row;
  const { createdAt, expiresAt, resolvedAt } = row;
  return {
    id,
    memberId,
    wallet,
    points,
    captured,
    reason,
    orderId,
    status,
    shares: readShares(row.shares),
    createdAt,
    expiresAt,
    resolvedAt,
  };
}

/** Keeps a new redemption. One that is there already fails with SQLSTATE 23505. */
export async function insertRedemption(
  tx: Tx,
  { programId, redemption, contentHash }: NewRedemption,
): Promise<void> {
  const { id, memberId, wallet, points, reason, orderId, createdAt, expiresAt } = redemption;
  await tx
    .insertInto('redemption')
    .values({
      id,
      program_id: programId,
      member_id: memberId,
      wallet,
      points,
      reason,
      order_id: orderId,
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

/** The same for any number of redemptions. */
export function redemptionWrites(redemptions: readonly Redemption[]): readonly Write[] {
  if (redemptions.length === 0) return [];
  const ids = arrayOf(
    'uuid',
    redemptions.map(({ id }) => id),
  );
  const statuses = arrayOf(
    'text',
    redemptions.map(({ status }) => status),
  );
  const shares = arrayOf(
    'jsonb',
    redemptions.map((one) => JSON.stringify(one.shares)),
  );
  const resolved = arrayOf(
    'timestamptz',
    redemptions.map(({ resolvedAt }) => resolvedAt),
  );
  return [
    sql`
      update redemption r set status = n.status, shares = n.shares, resolved_at = n.resolved_at
      from unnest(${ids}, ${statuses}, ${shares}, ${resolved}) as n (id, status, shares, resolved_at)
      where r.id = n.id`,
  ];
}

function changing({ status, captured, shares, resolvedAt }: Redemption) {
  return {
    status,
    captured,
    shares: JSON.stringify(shares),
    resolved_at: resolvedAt === null ? null : new Date(resolvedAt),
  };
}

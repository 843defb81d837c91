import { sql } from 'kysely';
import type { Lot } from '../../domain/ledger/lot.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { anyOfIds } from '../array-parameter.ts';
import type { Queryable } from '../database.ts';
import { timestamp } from '../timestamp.ts';

/** Lots by their members; a member without such a lot is absent. */
export type LotsByMember = ReadonlyMap<Uuid, readonly Lot[]>;

/** Lots of these members that vest or expire by `now`. */
export async function selectDueLots(
  db: Queryable,
  memberIds: readonly Uuid[],
  now: Instant,
): Promise<LotsByMember> {
  return byMember(await lotsOf(db, memberIds).where('due_at', '<=', timestamp(now)).execute());
}

/** Lots of these members that still have points, also held ones, and those of the given ids. */
export async function selectLots(
  db: Queryable,
  memberIds: readonly Uuid[],
  lotIds: readonly Uuid[] = [],
): Promise<LotsByMember> {
  const rows = await lotsOf(db, memberIds)
    .where((lot) =>
      lot.or([sql<boolean>`remaining > 0`, sql<boolean>`held > 0`, lot('id', '=', anyOfIds(lotIds))]),
    )
    .execute();
  return byMember(rows);
}

function lotsOf(db: Queryable, memberIds: readonly Uuid[]) {
  return db
    .selectFrom('lot')
    .select(['member_id', 'id', 'wallet', 'remaining', 'held', 'vested'])
    .select(['earned_at as earnedAt', 'vests_at as vestsAt', 'expires_at as expiresAt'])
    .where('member_id', '=', anyOfIds(memberIds));
}

function byMember(rows: readonly (Lot & { readonly member_id: Uuid })[]): LotsByMember {
  return Map.groupBy(rows, (row) => row.member_id);
}

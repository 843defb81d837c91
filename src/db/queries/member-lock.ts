import { sql } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { anyOfIds } from '../array-parameter.ts';
import type { Tx } from '../database.ts';

/** The narrow row that is a member's lock. */
export interface Head {
  readonly memberId: Uuid;
  readonly programId: string;
  /** Who took them over; null: nobody. */
  readonly mergedInto: Uuid | null;
}

/**
 * Locks members until the transaction ends, in the order of their ids, whatever the order asked for. Those that do not
 * exist are absent. What belongs to a member must be read by a later statement: only that one sees what the last
 * holder of the lock has written.
 */
export async function lockMembers(tx: Tx, memberIds: readonly Uuid[]): Promise<Map<Uuid, Head>> {
  return byMember(await headsForUpdate(tx, memberIds).execute());
}

/** Like `lockMembers`, but passes over members that somebody else holds. */
export async function lockMembersSkipping(tx: Tx, memberIds: readonly Uuid[]): Promise<Map<Uuid, Head>> {
  return byMember(await headsForUpdate(tx, memberIds).skipLocked().execute());
}

/**
 * Locks up to `limit` marked members whom nobody else holds, the longest marked first: several who ask at once are given
 * different ones. A mark that was cleared while the statement ran may be among them. Passed over are those blocked, and
 * those who could not be read and whose next attempt lies after `now`.
 */
export async function lockMarkedSkipping(tx: Tx, limit: number, now: Instant): Promise<Map<Uuid, Head>> {
  const rows = await tx
    .selectFrom('lifecycle as l')
    .innerJoin('member_head as h', 'h.member_id', 'l.member_id')
    .select(['h.member_id', 'h.program_id', 'h.merged_into'])
    .where('l.needs_advance_since', 'is not', null)
    .where('l.blocked_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('l.retry_at', 'is', null),
        eb('l.retry_at', '<=', sql<Instant>`${formatInstant(now)}::timestamptz`),
      ]),
    )
    .orderBy('l.needs_advance_since')
    .limit(limit)
    .forUpdate('h')
    .skipLocked()
    .execute();
  return byMember(rows);
}

/** The query of `lockMembers`, to be sent together with those that read what belongs to the members. */
export function headsForUpdate(tx: Tx, memberIds: readonly Uuid[]) {
  return tx
    .selectFrom('member_head')
    .select(['member_id', 'program_id', 'merged_into'])
    .where('member_id', '=', anyOfIds(memberIds))
    .orderBy('member_id')
    .forUpdate();
}

interface HeadRow {
  readonly member_id: Uuid;
  readonly program_id: string;
  readonly merged_into: Uuid | null;
}

function byMember(rows: readonly HeadRow[]): Map<Uuid, Head> {
  return new Map(
    rows.map(({ member_id: memberId, program_id: programId, merged_into: mergedInto }) => [
      memberId,
      { memberId, programId, mergedInto },
    ]),
  );
}

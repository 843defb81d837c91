import type { Queryable } from '../../db/database.ts';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import { listConsents } from '../../domain/member/consents.ts';
import type { ConsentState } from '../../domain/member/consents.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { JsonValue } from '../../domain/values/json.ts';
import { readFacts } from '../../schemas/stored/lifecycle.ts';

/** A member as people and systems see them. */
export interface Member {
  readonly id: Uuid;
  readonly externalId: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly tags: readonly string[];
  /** What the member was asked for, and their latest word. */
  readonly consents: readonly ConsentState[];
  readonly enrolledAt: Instant;
  /** Who took them over; null: nobody, they are a member of their own. */
  readonly mergedInto: Uuid | null;
  /** Counts the changes of the profile, from 1. */
  readonly version: number;
}

/** A member of the program by either id; null when there is none. */
export async function readMember(
  db: Queryable,
  programId: string,
  reference: MemberReference,
): Promise<Member | null> {
  const row = await db
    .selectFrom('member')
    .innerJoin('member_facts', 'member_facts.member_id', 'member.id')
    .selectAll('member')
    .select('facts')
    .where('member.program_id', '=', programId)
    .where((where) =>
      'id' in reference ? where('id', '=', reference.id) : where('external_id', '=', reference.externalId),
    )
    .executeTakeFirst();
  if (row === undefined) return null;
  const facts = readFacts(row.facts);
  return {
    id: row.id,
    externalId: row.external_id,
    email: row.email,
    phone: row.phone,
    timezone: row.timezone,
    locale: row.locale,
    attributes: facts.attributes,
    tags: facts.tags,
    consents: listConsents(facts.consents),
    enrolledAt: row.enrolled_at,
    mergedInto: row.merged_into,
    version: row.version,
  };
}

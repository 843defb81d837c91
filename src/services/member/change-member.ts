import { inTransaction, type Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { NewEvent } from '../../domain/event/member-event.ts';
import {
  changedContact,
  checkAttributes,
  profileNews,
  type Contact,
  type ProfileChange,
} from '../../domain/member/profile.ts';
import { parseZone } from '../../domain/values/calendar.ts';
import { deriveUuid, type Uuid } from '../../domain/values/identity.ts';
import { sameJson, type JsonObject } from '../../domain/values/json.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { appendEvents } from '../event/append-events.ts';
import { refuseMerged } from './refuse-merged.ts';
import { readMember, type Member } from './member.ts';

export interface ChangeMember {
  readonly memberId: Uuid;
  readonly change: ProfileChange;
  /** The version that the change was made for; null: whatever it is. */
  readonly version: number | null;
}

const SOURCE = 'profile';

/**
 * Changes a member's profile and tells the log of it; answers the member after. A change that changes nothing leaves
 * version and log as they are. Refuses `unknown_member`, `member_merged`, `version_conflict`, `unknown_attribute` and
 * `invalid_input`.
 */
export async function changeMember(
  ctx: Context,
  programId: string,
  { memberId, change, version }: ChangeMember,
): Promise<Result<Member>> {
  const definitions = await ctx.definitions.current(ctx.db, programId);
  if (definitions === null) return refuse('no_program', 'no program has been applied');
  const declared = checkAttributes(definitions.program, change.attributes ?? {});
  if (!declared.ok) return declared;
  return inTransaction(ctx.db, async (tx) => {
    await lockMembers(tx, [memberId]);
    const before = await readMember(tx, programId, { id: memberId });
    if (before === null) return refuse('unknown_member', 'no member of the program has this id');
    if (before.mergedInto !== null) return refuseMerged(before.id, before.mergedInto);
    if (version !== null && version !== before.version) {
      return refuse('version_conflict', `the member is at version ${before.version}`);
    }
    const contact = changedContact(contactOf(before), change);
    const news = profileNews(
      { contact: contactOf(before), attributes: before.attributes },
      { contact, attributes: change.attributes ?? {} },
    );
    const isSameContact = sameJson({ ...contact }, { ...contactOf(before) });
    if (isSameContact && Object.keys(news).length === 0) return ok(before);
    await saveContact(tx, memberId, contact);
    const event = profileChanged(ctx, before, news);
    await appendEvents(tx, { definitions, now: ctx.now, members: [{ memberId, events: event }] });
    await appendAudit(tx, ctx, {
      programId,
      action: 'member.changed',
      subject: memberId,
      detail: { changed: Object.keys(change) },
    });
    const after = await readMember(tx, programId, { id: memberId });
    if (after === null) throw new Error(`member ${memberId} has gone while they were locked`);
    return ok(after);
  });
}

function contactOf({ email, phone, timezone, locale }: Member): Contact {
  return { email, phone, timezone: timezone === null ? null : parseZone(timezone), locale };
}

async function saveContact(tx: Tx, memberId: Uuid, contact: Contact): Promise<void> {
  await tx
    .updateTable('member')
    .set((member) => ({ ...contact, version: member('version', '+', 1) }))
    .where('id', '=', memberId)
    .execute();
}

/** None when only an address was replaced by another: the log knows channels, not addresses. */
function profileChanged(ctx: Context, before: Member, changed: JsonObject): readonly NewEvent[] {
  if (Object.keys(changed).length === 0) return [];
  return [
    {
      id: deriveUuid('event', before.id, 'profile_changed', String(before.version)),
      type: 'profile_changed',
      occurredAt: ctx.now,
      origin: 'source',
      source: SOURCE,
      data: { changed },
      cause: null,
      decidedAfter: null,
    },
  ];
}

import type { Channel } from '../../domain/member/channel.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { recordEvents } from '../event/record-events.ts';
import { newUuid } from '../new-uuid.ts';

/** A member's word on one topic and channel: given with the wording they agreed to, or withdrawn. */
export interface ChangeConsent {
  readonly memberId: Uuid;
  readonly state: 'given' | 'withdrawn';
  readonly topic: string;
  readonly channel: Channel;
  /** By what the member agreed or refused, such as `checkbox`. */
  readonly basis: string;
  readonly textVersion?: string | undefined;
  /** Now, unless given. */
  readonly occurredAt?: Instant | undefined;
  /** Who reports it. */
  readonly source: string;
}

/** Records a consent as an event, whatever it was before. Refuses what `recordEvents` refuses for such an event. */
export async function changeConsent(
  ctx: Context,
  programId: string,
  { memberId, state, topic, channel, basis, textVersion, occurredAt = ctx.now, source }: ChangeConsent,
): Promise<Result<null>> {
  const [item] = await recordEvents(ctx, programId, [
    {
      externalId: `consent/${newUuid(ctx.now)}`,
      source,
      type: state === 'given' ? 'consent_given' : 'consent_withdrawn',
      member: { id: memberId },
      occurredAt,
      data: { topic, channel, basis, ...(textVersion !== undefined && { textVersion }) },
    },
  ]);
  return item?.status === 'refused' ? { ok: false, refusal: item.refusal } : ok(null);
}

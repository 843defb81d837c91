import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { recordEvents } from '../event/record-events.ts';
import { newUuid } from '../new-uuid.ts';
import { findUnsubscription } from './find-unsubscription.ts';
import type { Unsubscription } from './find-unsubscription.ts';

const SOURCE = 'unsubscribe';

/**
 * Withdraws the consent that a token from a message stands for, at once and as often as it was given anew.
 * Asked again, it changes nothing. Refuses `not_found` for a token that nobody made here.
 */
export async function unsubscribe(ctx: Context, token: string): Promise<Result<Unsubscription>> {
  const found = await findUnsubscription(ctx, token);
  if (found === null) return refuse('not_found', 'nobody was sent this link');
  if (found.isDone) return ok(found);
  const [item] = await recordEvents(ctx, found.programId, [
    {
      externalId: newUuid(ctx.now),
      source: SOURCE,
      type: 'consent_withdrawn',
      member: { id: found.memberId },
      occurredAt: ctx.now,
      data: { topic: found.topic, channel: found.channel, basis: SOURCE },
    },
  ]);
  if (item?.status === 'refused') return { ok: false, refusal: item.refusal };
  return ok({ ...found, isDone: true });
}

import { CHANNELS } from '../member/channel.ts';
import type { Program } from '../program/program.ts';
import { DAY_MS, formatInstant, MINUTE_MS } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import { isConsentType, isEventType } from './event-type.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { checkPurchase, checkReturn } from './order-data.ts';

/** How late an event may be reported; history may be older. */
export const LATE_MAX_MS = 30 * DAY_MS;
/** How far a sender's clock may be ahead of ours. */
const AHEAD_MAX_MS = 5 * MINUTE_MS;
/** Length of an event's id, its source, and a member's external id, in UTF-16 units. */
export const EXTERNAL_ID_LENGTH_MAX = 200;

/**
 * Whether an event may be recorded at `now`, whoever its member is. Refuses `invalid_input`, `occurred_too_early`,
 * `occurred_in_future`, `wrong_currency` and `unknown_topic`, with the place in the event.
 */
export function checkEvent(event: IncomingEvent, program: Program, now: Instant): Result<null> {
  if (!isEventType(event.type)) {
    return refuse('invalid_input', 'type must be a word in snake_case of at most 64 characters', '/type');
  }
  const named = checkId(event.externalId, '/id') ?? checkId(event.source, '/source');
  if (named !== null) return named;
  const timely = checkTime(event, now);
  if (!timely.ok) return timely;
  if (event.type === 'purchase') return checkPurchase(event.data, program.currency);
  if (event.type === 'return') return checkReturn(event.data, program.currency);
  if (isConsentType(event.type)) return checkConsent(event.data, program);
  return ok(null);
}

function checkId(id: string, pointer: string): Result<never> | null {
  if (id !== '' && id.length <= EXTERNAL_ID_LENGTH_MAX) return null;
  return refuse('invalid_input', `must have 1 to ${EXTERNAL_ID_LENGTH_MAX} characters`, pointer);
}

function checkTime({ occurredAt, history = false }: IncomingEvent, now: Instant): Result<null> {
  if (occurredAt - now > AHEAD_MAX_MS) {
    return refuse(
      'occurred_in_future',
      `${formatInstant(occurredAt)} lies ahead of our clock`,
      '/occurredAt',
    );
  }
  if (!history && now - occurredAt > LATE_MAX_MS) {
    return refuse('occurred_too_early', `${formatInstant(occurredAt)} is over 30 days ago`, '/occurredAt');
  }
  return ok(null);
}

function checkConsent(data: JsonObject, program: Program): Result<null> {
  const { topic, channel } = data;
  if (typeof topic !== 'string') return refuse('invalid_input', 'topic must be a text', '/data/topic');
  if (!program.topics.includes(topic)) {
    return refuse('unknown_topic', `the program has no topic ${JSON.stringify(topic)}`, '/data/topic');
  }
  if (CHANNELS.some((known) => known === channel)) return ok(null);
  return refuse('invalid_input', `channel must be one of ${CHANNELS.join(', ')}`, '/data/channel');
}

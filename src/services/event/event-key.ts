import { hash } from 'node:crypto';
import type { NewKey } from '../../db/queries/business-keys.ts';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { RecordedEvent } from '../../domain/event/record-event.ts';
import { eventKey } from '../../domain/values/business-key.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { canonicalJson } from '../../domain/values/json.ts';
import { writeAnswer } from '../../schemas/stored/event.ts';

/** An event's permanent key within its program, and a fingerprint of what was sent: equal when it is sent again. */
export interface EventContent {
  readonly key: string;
  readonly contentHash: string;
}

export function contentOf(event: IncomingEvent, memberId: Uuid): EventContent {
  const { type, occurredAt, data } = event;
  const content = canonicalJson({ type, member: memberId, occurredAt, data });
  return { key: eventKey(event), contentHash: hash('sha256', content, 'hex') };
}

/** The row that keeps an event's key and first answer for ever. */
export function newEventKey(
  { key, contentHash }: EventContent,
  { end, transaction, answer }: Pick<RecordedEvent, 'end' | 'transaction' | 'answer'>,
): NewKey {
  return {
    key,
    contentHash,
    memberId: end.memberId,
    eventId: answer.eventId,
    transactionId: transaction?.id ?? null,
    answer: writeAnswer(answer),
    recordedAt: end.lastRecordedAt,
  };
}

import type { Answer } from '../../domain/earning/answer.ts';
import type { Cause } from '../../domain/event/member-event.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import { isStoredObject, readStored, UnreadableJson } from './format.ts';
import type { Format } from './format.ts';

const ANSWER: Format<{ readonly answer: Answer }> = {
  name: 'answer',
  version: 1,
  names: ['answer'],
  upcasters: {},
};

/** `business_key.answer`: the first answer to an event. */
export function readAnswer(stored: unknown): Answer {
  return readStored(ANSWER, stored).answer;
}

export function writeAnswer(answer: Answer): string {
  return JSON.stringify({ version: ANSWER.version, answer });
}

/** `member_event.data`: the words of the event's sender, without a version of ours. */
export function readEventData(stored: unknown): JsonObject {
  if (!isStoredObject(stored)) throw new UnreadableJson('event data', 'no object');
  return stored;
}

/** `member_event.cause`: null when the event came from outside. */
export function readCause(stored: unknown): Cause | null {
  if (stored === null) return null;
  if (!isCause(stored)) throw new UnreadableJson('cause', 'no depth');
  return stored;
}

function isCause(stored: unknown): stored is Cause {
  return isStoredObject(stored) && typeof stored['depth'] === 'number';
}

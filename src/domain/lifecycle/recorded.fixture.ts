import type { MemberEvent, NewEvent } from '../event/member-event.ts';

/** A log that holds these events, each recorded when it happened. */
export function recorded(...events: readonly NewEvent[]): readonly MemberEvent[] {
  return events.map((event, index) => Object.assign({ seq: index + 1, recordedAt: event.occurredAt }, event));
}

import type { MemberReference } from '../event/incoming-event.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { SourceLine } from './source-line.ts';

/** An event as read from a file, ready to be recorded, with the lines that it was read from. Plain JSON. */
export interface FileEvent {
  /** The sender's id: the same for the same file and mapping. */
  readonly externalId: string;
  readonly type: string;
  readonly member: MemberReference;
  readonly occurredAt: Instant;
  readonly data: JsonObject;
  readonly lines: readonly SourceLine[];
}

/** By time, then by the first line in the file: the order in which events are recorded. */
export function compareFileEvents(a: FileEvent, b: FileEvent): number {
  return a.occurredAt - b.occurredAt || firstLine(a) - firstLine(b);
}

function firstLine(event: FileEvent): number {
  return event.lines[0]?.line ?? 0;
}

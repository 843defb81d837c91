import type { NewEvent, Origin } from '../event/member-event.ts';
import { at } from '../values/instant.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';

/** An event of a member's log as a test tells it: what, when, and what its data says. */
export function happened(
  type: string,
  when: Instant | string,
  data: JsonObject = {},
  origin: Origin = 'source',
): NewEvent {
  const occurredAt = typeof when === 'string' ? at(when) : when;
  return {
    id: deriveUuid('event', type, String(occurredAt), JSON.stringify(data)),
    type,
    occurredAt,
    origin,
    source: 'test',
    data,
    cause: null,
    decidedAfter: null,
  };
}

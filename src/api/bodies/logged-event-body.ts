import type { z } from 'zod';
import type { Cause, MemberEvent } from '../../domain/event/member-event.ts';
import { parseUuid } from '../../domain/values/identity.ts';
import type { JsonObject, JsonValue } from '../../domain/values/json.ts';
import { instantText } from '../../schemas/http/instant.ts';
import type { loggedEventOutput } from '../../schemas/http/logged-event.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { IdPrefix } from '../../schemas/http/public-id.ts';

/** Names in the data of the log's own events that hold ids. */
const ID_FIELDS: Readonly<Record<string, IdPrefix>> = { messageId: 'msg', run: 'run', lot: 'lot' };

export function loggedEventBody(event: MemberEvent): z.infer<typeof loggedEventOutput> {
  const { id, seq, type, occurredAt, recordedAt, origin, source, data, cause } = event;
  return {
    id: publicId('evt', id),
    seq,
    type,
    occurredAt: instantText(occurredAt),
    recordedAt: instantText(recordedAt),
    origin,
    source,
    data: withPublicIds(data),
    cause: cause === null ? null : causeBody(cause),
  };
}

function causeBody({ event, run, node }: Cause): z.infer<typeof loggedEventOutput>['cause'] {
  return {
    ...(event !== undefined && { event: publicId('evt', event) }),
    ...(run !== undefined && { run: publicId('run', run) }),
    ...(node !== undefined && { node }),
  };
}

function withPublicIds(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withPublicId(name, value)]));
}

function withPublicId(name: string, value: JsonValue): JsonValue {
  const prefix = Object.hasOwn(ID_FIELDS, name) ? ID_FIELDS[name] : undefined;
  const id = typeof value === 'string' ? parseUuid(value) : null;
  return prefix === undefined || id === null ? value : publicId(prefix, id);
}

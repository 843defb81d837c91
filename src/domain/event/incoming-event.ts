import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';

/** An event as a sender reports it, already parsed; whether its content is allowed is decided when it is recorded. */
export interface IncomingEvent {
  /** The sender's id. With program and source it is the event's permanent key. */
  readonly externalId: string;
  readonly source: string;
  readonly type: string;
  readonly member: MemberReference;
  readonly occurredAt: Instant;
  readonly data: JsonObject;
  /** Imported from the past: of any age, it is folded and earns, and nothing is decided for it. */
  readonly history?: boolean;
}

/** A member by our id, or by the id that the program's own systems gave. */
export type MemberReference = { readonly id: Uuid } | { readonly externalId: string };

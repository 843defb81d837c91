import type { Channel } from '../member/channel.ts';
import type { Zone } from '../values/calendar.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { TraceLine } from './trace.ts';

/** A member's life, told in advance: what happens to them when, and what the journeys must make of it. */
export interface Story {
  readonly name: string;
  /** When the member enrols. */
  readonly start: Instant;
  readonly member: StoryMember;
  readonly events: readonly StoryEvent[];
  /** The clock runs up to here, included. */
  readonly until: Instant;
  readonly expect: readonly TraceLine[];
}

export interface StoryMember {
  /** Null: the program's. */
  readonly zone: Zone | null;
  readonly locale: string | null;
  readonly attributes: JsonObject;
  /** Channels on which the member has an address. */
  readonly reachable: readonly ('email' | 'sms')[];
  readonly consents: readonly { readonly topic: string; readonly channel: Channel }[];
}

/**
 * Something that happens, recorded at the instant at which it happens. What a member does with a message is told by the
 * journey and the node that sent it, `{ journey, node, link? }`: the latest such message is meant.
 */
export interface StoryEvent {
  readonly at: Instant;
  readonly type: string;
  readonly data: JsonObject;
}

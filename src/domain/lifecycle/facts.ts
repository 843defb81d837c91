import type { Balances } from '../ledger/balance.ts';
import type { Channel } from '../member/channel.ts';
import type { Consents } from '../member/consents.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonValue } from '../values/json.ts';
import type { Zone } from '../values/calendar.ts';

/**
 * What is known of a member at one place in the log: the fold of all events up to there.
 * Plain JSON. Holds no personal data but the attributes that the program declares.
 */
export interface Facts {
  readonly version: 1;
  /** How many events were folded: the place of the next one in this fold's order. At the log's end it is the sequence. */
  readonly folded: number;
  readonly enrolledAt: Instant | null;
  readonly zone: Zone | null;
  readonly locale: string | null;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly tags: readonly string[];
  /** Channels on which the member has an address that is not suppressed. */
  readonly reachable: readonly Channel[];
  readonly consents: Consents;
  readonly balances: Balances;
  /** By event type. `lastAt` is the latest `occurredAt`, whatever the order of arrival. */
  readonly occurrences: Readonly<Record<string, Occurrence>>;
  /** By watch key: the events that a published condition counts, sums or looks for. */
  readonly trails: Readonly<Record<string, readonly TrailEntry[]>>;
  /** Who took the member over: nothing is decided for them any more. Left out: nobody. */
  readonly mergedInto?: Uuid;
  /** Fingerprint of the watches that the trails were folded with; another fingerprint means: fold the log anew. */
  readonly watched: string;
}

export interface Occurrence {
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** One event that a watch kept: its place in the fold's order (from 1), when, and the values at the paths that the watch asks for. */
export interface TrailEntry {
  readonly order: number;
  readonly at: Instant;
  readonly values: readonly JsonValue[];
}

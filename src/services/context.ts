import type { Database } from '../db/database.ts';
import type { Instant } from '../domain/values/instant.ts';
import type { FollowUp } from './after-commit.ts';
import type { DefinitionsStore } from './program/definitions-store.ts';

/** What every verb is given: the database, the published definitions, the instant, and who asks. */
export interface Context {
  readonly db: Database;
  readonly definitions: DefinitionsStore;
  /** Taken anew from the root's clock for each attempt. */
  readonly now: Instant;
  readonly actor: Actor;
  /** The request that asks; left out where none does. */
  readonly request?: RequestIds;
  /** Given where `db` is a transaction around the verb: what is to be done when that has committed. */
  readonly followUps?: FollowUp[];
}

/** By what a request is found again: in the log, in the audit log, and at whoever sent it. */
export interface RequestIds {
  /** The sender's, or one that was made for it. */
  readonly requestId: string;
  /** 32 hexadecimal digits, as W3C Trace Context has them. */
  readonly traceId: string;
  /** The request's own span, of that trace; left out where nothing is traced. */
  readonly traceparent?: string;
}

/** Who acts: for the audit log, the source of events, and what is allowed. */
export type Actor =
  | { readonly kind: 'key'; readonly keyId: string; readonly programId: string; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

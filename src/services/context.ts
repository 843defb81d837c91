import type { Database } from '../db/database.ts';
import type { Instant } from '../domain/values/instant.ts';
import type { DefinitionsStore } from './program/definitions-store.ts';

/** What every verb is given: the database, the published definitions, the instant, and who asks. */
export interface Context {
  readonly db: Database;
  readonly definitions: DefinitionsStore;
  /** Taken anew from the root's clock for each attempt. */
  readonly now: Instant;
  readonly actor: Actor;
}

/** Who acts: for the audit log, the source of events, and what is allowed. */
export type Actor =
  | { readonly kind: 'key'; readonly keyId: string; readonly programId: string; readonly source: string }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

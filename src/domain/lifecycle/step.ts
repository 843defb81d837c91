import type { Instant } from '../values/instant.ts';
import type { MemberEvent } from '../event/member-event.ts';
import type { Definitions } from './definitions.ts';

/**
 * What moves a lifecycle: the next event of the log, an instant at which something falls due, or new definitions.
 * At one instant: publication first, then deadlines, then events.
 */
export type Step =
  | { readonly kind: 'publication'; readonly at: Instant; readonly definitions: Definitions }
  | { readonly kind: 'deadline'; readonly at: Instant }
  | { readonly kind: 'event'; readonly at: Instant; readonly event: MemberEvent };

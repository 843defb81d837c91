import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import type { Instant } from '../values/instant.ts';
import type { Definitions } from './definitions.ts';

/**
 * What moves a lifecycle: new definitions, an instant at which something falls due, or the next event of the log.
 * At one instant: publications first, then deadlines, then events.
 */
export type Step =
  | { readonly kind: 'publication'; readonly at: Instant; readonly definitions: Definitions }
  | { readonly kind: 'deadline'; readonly at: Instant }
  | { readonly kind: 'event'; readonly at: Instant; readonly event: MemberEvent };

/** What runs and entries are shown, one at a time: a step, or an event that a decision of the same step made. */
export type Occasion =
  | { readonly kind: 'publication'; readonly before: Definitions | null }
  | { readonly kind: 'deadline' }
  | FoldedEvent;

/** An event with its place in the fold's order, from 1. */
export interface FoldedEvent {
  readonly kind: 'event';
  readonly event: NewEvent;
  readonly order: number;
}

import { CAUSE_DEPTH_MAX, type MemberEvent, type NewEvent } from '../event/member-event.ts';
import type { Run } from '../journey/run.ts';
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

/**
 * How many events lie between the outside and what the run makes happen on the occasion. More than `CAUSE_DEPTH_MAX` are
 * journeys that set each other off for ever, which is a fault of their definitions, and throws.
 */
export function depthOn(occasion: Occasion, run: Run): number {
  const depth = occasion.kind === 'event' ? (occasion.event.cause?.depth ?? 0) + 1 : 0;
  if (depth <= CAUSE_DEPTH_MAX) return depth;
  const place = `journey ${run.journey}, run ${run.id}`;
  throw new Error(`${place}: events cause events more than ${CAUSE_DEPTH_MAX} deep`);
}

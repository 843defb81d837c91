import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { SourceLine } from './source-line.ts';

/** A purchase as read from a file, ready to be recorded, with the lines that it was read from. Plain JSON. */
export interface Order {
  /** The sender's id of the event: the same for the same file and mapping. */
  readonly externalId: string;
  /** The member's external id. */
  readonly member: string;
  readonly occurredAt: Instant;
  readonly data: JsonObject;
  readonly lines: readonly SourceLine[];
}

/** By time, then by the first line in the file: the order in which purchases are recorded. */
export function compareOrders(a: Order, b: Order): number {
  return a.occurredAt - b.occurredAt || firstLine(a) - firstLine(b);
}

function firstLine(order: Order): number {
  return order.lines[0]?.line ?? 0;
}

import type { RefusalCode } from '../refusal/refusal-code.ts';
import type { NewEvent } from '../event/member-event.ts';
import type { Facts } from '../lifecycle/facts.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import { own, type JsonObject } from '../values/json.ts';
import { goodsOf, type Goods } from './goods.ts';

/** Goods that came back, and what is open of them. */
export interface GoodsReturn {
  readonly eventId: Uuid;
  /** The sender's id of it. */
  readonly returnId: string;
  readonly orderId: string | null;
  /** Who reported it. */
  readonly source: string;
  readonly occurredAt: Instant;
  readonly status: ReturnStatus;
  /** Why it is in a list; null: it is in none. */
  readonly reason: OpenReason | null;
  /** What no purchase explains so far. */
  readonly missing: readonly Goods[];
  /** What was to be taken back or given back and was not. */
  readonly refused: readonly RefusedPoints[];
}

/**
 * - `settled`: purchases explain all of it.
 * - `waiting`: the purchase is not there; it is settled when that arrives.
 * - `unmatched`: no purchase explains a part of it. Another one may still arrive.
 * - `refused`: points could not be moved as the wallet's policy wants it.
 * - `dismissed`: an operator has taken it off the list.
 */
export type ReturnStatus = 'settled' | 'waiting' | 'unmatched' | 'refused' | 'dismissed';

/**
 * - `unknown_order`, `not_bought`: no such order, or nobody bought such goods before.
 * - `more_than_bought`: more came back than was bought.
 * - `nothing_named`: it names neither an order nor articles.
 * - a refusal's code, such as `points_spent`.
 */
export type OpenReason = 'unknown_order' | 'not_bought' | 'more_than_bought' | 'nothing_named' | RefusalCode;

/** The statuses of returns that somebody may have to look at. */
export const LISTED_STATUSES = ['waiting', 'unmatched', 'refused'] as const satisfies readonly ReturnStatus[];
export type ListedStatus = (typeof LISTED_STATUSES)[number];

/** What settling can come to. */
export type SettledStatus = Exclude<ReturnStatus, 'dismissed'>;

export interface RefusedPoints {
  readonly wallet: string;
  readonly points: number;
  readonly code: RefusalCode;
}

/** A return as its event tells it, before anything of it is settled. */
export function goodsReturn(
  event: Pick<NewEvent, 'id' | 'source' | 'occurredAt'> & { readonly data: JsonObject },
): GoodsReturn {
  const { returnId, orderId } = event.data;
  if (typeof returnId !== 'string') throw new TypeError(`return ${event.id} has no id of its own`);
  return {
    eventId: event.id,
    returnId,
    orderId: typeof orderId === 'string' ? orderId : null,
    source: event.source,
    occurredAt: event.occurredAt,
    status: 'waiting',
    reason: null,
    missing: goodsOf(event.data),
    refused: [],
  };
}

/** Whether a purchase that arrives may settle something of it. */
export function isOpen({ status, missing }: GoodsReturn): boolean {
  return missing.length > 0 && status !== 'dismissed';
}

/** Open goods stay open in it, and nothing settles them any more. */
export function dismissed(back: GoodsReturn): GoodsReturn & { readonly status: 'dismissed' } {
  return { ...back, status: 'dismissed' };
}

const LEFT_OPEN = 'return_left_open';
const CLOSED = 'return_closed';

/** The types of the events by which open returns appear in the log. */
export const RETURN_EVENTS: readonly string[] = [LEFT_OPEN, CLOSED];

/** Whether the member has a return that may be waiting for a purchase: then a purchase looks for it. */
export function hasOpenReturn({ occurrences }: Pick<Facts, 'occurrences'>): boolean {
  return (own(occurrences, LEFT_OPEN)?.count ?? 0) > (own(occurrences, CLOSED)?.count ?? 0);
}

/** What the log says when a return is left open, or is no longer. `before` is null for a return that is new. */
export function returnEvents(
  before: GoodsReturn | null,
  after: GoodsReturn,
  at: Instant,
): readonly NewEvent[] {
  const wasOpen = before !== null && isOpen(before);
  if (wasOpen === isOpen(after)) return [];
  const type = wasOpen ? CLOSED : LEFT_OPEN;
  const { eventId, returnId, orderId, status, reason } = after;
  return [
    {
      id: deriveUuid('event', eventId, type),
      type,
      occurredAt: at,
      origin: 'ledger',
      source: 'ledger',
      data: {
        returnId,
        ...(orderId === null ? {} : { orderId }),
        status,
        ...(reason === null ? {} : { reason }),
      },
      cause: { event: eventId, depth: 1 },
      decidedAfter: null,
    },
  ];
}

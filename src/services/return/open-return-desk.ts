import type { Tx } from '../../db/database.ts';
import { selectOpenReturns } from '../../db/queries/returns.ts';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { goodsOf } from '../../domain/return/goods.ts';
import { hasOpenReturn } from '../../domain/return/goods-return.ts';
import type { MemberReturns } from '../../domain/return/settle-after-event.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf, type Instant } from '../../domain/values/instant.ts';
import type { OpenLogs } from '../event/member-logs.ts';
import { rulesInForce } from '../event/rules-in-force.ts';
import { loadBooks, type LookedFor } from './load-books.ts';
import { ReturnDesk } from './return-desk.ts';
import { memberReturn, type MemberReturn } from './return-row.ts';

/** An event that is about to be recorded for the first time. */
export interface Arriving {
  readonly memberId: Uuid;
  readonly event: IncomingEvent;
}

export interface ReturnRules {
  readonly definitions: Definitions;
  readonly now: Instant;
}

/**
 * Reads what the returns of a batch are settled from, in a handful of statements. Null, and nothing is read, when there
 * is neither a return among the events nor a purchase of somebody who has one open, which the facts tell.
 */
export async function openReturnDesk(
  tx: Tx,
  { definitions, now }: ReturnRules,
  logs: OpenLogs,
  arriving: readonly Arriving[],
): Promise<ReturnDesk | null> {
  const concerned = arriving.filter(({ memberId, event: { type } }) => {
    if (type !== 'return' && type !== 'purchase') return false;
    const log = logs.get(memberId);
    return log !== undefined && (type === 'return' || hasOpenReturn(log.end.facts));
  });
  if (concerned.length === 0) return null;
  const open = await openReturns(tx, concerned);
  const back = concerned.filter(({ event }) => event.type === 'return');
  const memberIds = [...new Set([...open, ...back].map(({ memberId }) => memberId))];
  if (memberIds.length === 0) return null;
  const books = await loadBooks(tx, memberIds, lookedFor(concerned, open, now));
  const bought = [...books.values()].flatMap(({ purchases }) => purchases);
  const instants = [...bought, ...concerned.map(({ event }) => event)].map(({ occurredAt }) => occurredAt);
  const inForce = await rulesInForce(tx, definitions, instantOf(Math.min(...instants)));
  const programId = definitions.program.id;
  const members = new Map<Uuid, MemberReturns>();
  for (const [memberId, { lots, ...rest }] of books) {
    const own = open.filter((one) => one.memberId === memberId);
    // The balances are those of the log's end, whenever something is settled.
    const standing = { programId, memberId, balances: {}, lots };
    members.set(memberId, { ...rest, standing, open: own.map((one) => one.back) });
  }
  return new ReturnDesk(definitions, { inForce, now }, members);
}

/** Of all members whose events these are, the returns that purchases among the events may explain. */
async function openReturns(tx: Tx, concerned: readonly Arriving[]): Promise<readonly MemberReturn[]> {
  const purchases = concerned.filter(({ event }) => event.type === 'purchase');
  if (purchases.length === 0) return [];
  const memberIds = [...new Set(purchases.map(({ memberId }) => memberId))];
  const since = instantOf(Math.min(...purchases.map(({ event }) => event.occurredAt)));
  const orderIds = purchases.flatMap(({ event }) => orderIdIn(event));
  return (await selectOpenReturns(tx, memberIds, { orderIds, since })).map(memberReturn);
}

function lookedFor(concerned: readonly Arriving[], open: readonly MemberReturn[], now: Instant): LookedFor {
  const returned = [
    ...open.map(({ back: { orderId, missing } }) => ({ orderIds: listOf(orderId), goods: missing })),
    ...concerned
      .filter(({ event }) => event.type === 'return')
      .map(({ event }) => ({ orderIds: orderIdIn(event), goods: goodsOf(event.data) })),
  ];
  const nameless = returned.filter(({ orderIds }) => orderIds.length === 0);
  return {
    orderIds: returned.flatMap(({ orderIds }) => orderIds),
    skus: [...new Set(nameless.flatMap(({ goods }) => goods.flatMap(({ sku }) => sku ?? [])))],
    arriving: concerned.flatMap(({ event }) => (event.type === 'purchase' ? orderIdIn(event) : [])),
    now,
  };
}

function orderIdIn({ data: { orderId } }: IncomingEvent): readonly string[] {
  return typeof orderId === 'string' ? [orderId] : [];
}

function listOf(orderId: string | null): readonly string[] {
  return orderId === null ? [] : [orderId];
}

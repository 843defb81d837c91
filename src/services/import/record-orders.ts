import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { Order } from '../../domain/import/order.ts';
import type { Rejection } from '../../domain/import/source-line.ts';
import type { Clock } from '../../domain/values/instant.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import type { RecordedItem } from '../event/event-batch.ts';
import { recordEvents } from '../event/record-events.ts';
import { enrolMembers } from '../member/enrol-members.ts';
import type { OrderRecorder, RecordedOrders } from './import-file.ts';
import { markImported } from './mark-imported.ts';

/** A context whose instant is taken anew for each batch. */
export type ImportContext = Omit<Context, 'now'> & { readonly clock: Clock };

export interface RecordOrders {
  readonly programId: string;
  readonly source: string;
  /** Members that are not there are enrolled, at the time of their first order. */
  readonly enrol: boolean;
  /** Orders of any age earn their points, nothing is decided for the past, and `finish` has every member looked at. */
  readonly history: boolean;
}

/** Batches posted at the same time. A member's orders always go the same way, so they never overtake each other. */
const LANES = 2;

/** Records orders in a program. An order that is refused is answered with all its lines; the others are recorded. */
export function orderRecorder(context: ImportContext, options: RecordOrders): OrderRecorder {
  const { programId, source, enrol, history } = options;
  const { clock, ...rest } = context;
  const members = new Set<string>();
  const now = (): Context => ({ ...rest, now: clock.now() });

  async function enrolNewcomers(orders: readonly Order[]): Promise<number> {
    const newcomers = new Map<string, Order>();
    for (const order of orders) {
      if (!members.has(order.member) && !newcomers.has(order.member)) newcomers.set(order.member, order);
    }
    for (const externalId of newcomers.keys()) members.add(externalId);
    if (!enrol || newcomers.size === 0) return 0;
    const people = [...newcomers].map(([externalId, { occurredAt: enrolledAt }]) => ({
      externalId,
      enrolledAt,
    }));
    const items = await enrolMembers(now(), programId, people, { history });
    return items.filter(({ status }) => status === 'enrolled').length;
  }

  async function recordLane(orders: readonly Order[]): Promise<Omit<RecordedOrders, 'enrolled'>> {
    const items = await recordEvents(now(), programId, orders.map(purchase));
    return {
      recorded: items.filter(({ status }) => status === 'recorded').length,
      duplicates: items.filter(({ status }) => status === 'duplicate').length,
      rejections: orders.flatMap((order, index) => rejectionsOf(order, items[index])),
    };
  }

  function purchase({ externalId, member, occurredAt, data }: Order): IncomingEvent {
    return {
      externalId,
      source,
      type: 'purchase',
      member: { externalId: member },
      occurredAt,
      data,
      history,
    };
  }

  return {
    async record(orders) {
      const enrolled = await enrolNewcomers(orders);
      const answers = await Promise.all(lanesOf(orders).map(recordLane));
      return {
        enrolled,
        recorded: answers.reduce((sum, { recorded }) => sum + recorded, 0),
        duplicates: answers.reduce((sum, { duplicates }) => sum + duplicates, 0),
        rejections: answers.flatMap(({ rejections }) => rejections),
      };
    },
    async finish() {
      if (history) await markImported(now(), programId, [...members]);
    },
  };
}

function lanesOf(orders: readonly Order[]): readonly (readonly Order[])[] {
  const lanes = Array.from({ length: LANES }, (): Order[] => []);
  for (const order of orders) lanes[laneOf(order.member)]?.push(order);
  return lanes;
}

function laneOf(member: string): number {
  let sum = 0;
  for (let index = 0; index < member.length; index += 1) sum += member.charCodeAt(index);
  return sum % LANES;
}

function rejectionsOf({ lines }: Order, item: RecordedItem | undefined): readonly Rejection[] {
  if (item?.status !== 'refused') return [];
  const { code: reason, detail, pointer }: Refusal = item.refusal;
  const where = pointer === undefined ? detail : `${pointer}: ${detail}`;
  return lines.map((source) => ({ source, reason, detail: where }));
}

import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import type { Order } from '../../domain/import/order.ts';
import type { Rejection } from '../../domain/import/source-line.ts';
import type { Clock } from '../../domain/values/instant.ts';
import type { Refusal } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
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

/** Records nothing: what is said of a file is then how it would be read. */
export const dryRun: OrderRecorder = {
  record: async () => ({ recorded: 0, duplicates: 0, enrolled: 0, rejections: [] }),
  finish: async () => undefined,
};

/** Records orders in a program. An order that is refused is answered with all its lines; the others are recorded. */
export function orderRecorder(context: ImportContext, options: RecordOrders): OrderRecorder {
  const { programId, source, enrol, history } = options;
  const { clock, ...rest } = context;
  /** By external id: what refused the member, or null. */
  const members = new Map<string, Refusal | null>();
  const now = (): Context => ({ ...rest, now: clock.now() });

  async function enrolNewcomers(orders: readonly Order[]): Promise<number> {
    const newcomers = new Map<string, Order>();
    for (const order of orders) {
      if (members.has(order.member)) continue;
      members.set(order.member, null);
      newcomers.set(order.member, order);
    }
    if (!enrol) return 0;
    const people = [...newcomers].map(([externalId, { occurredAt: enrolledAt }]) => ({
      externalId,
      enrolledAt,
    }));
    const items = await enrolMembers(now(), programId, people, { history });
    for (const [index, { externalId }] of people.entries()) {
      const item = items[index];
      if (item?.status === 'refused') members.set(externalId, item.refusal);
    }
    return items.filter(({ status }) => status === 'enrolled').length;
  }

  async function recordLane(orders: readonly Order[]): Promise<Omit<RecordedOrders, 'enrolled'>> {
    const items = await recordEvents(now(), programId, orders.map(purchase));
    return {
      recorded: items.filter(({ status }) => status === 'recorded').length,
      duplicates: items.filter(({ status }) => status === 'duplicate').length,
      rejections: orders.flatMap((order, index) => {
        const item = items[index];
        return item?.status === 'refused' ? rejectionsOf(order, item.refusal) : [];
      }),
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
      const strangers = orders.flatMap((order) => {
        const refusal = members.get(order.member) ?? null;
        return refusal === null ? [] : rejectionsOf(order, refusal);
      });
      const known = orders.filter(({ member }) => (members.get(member) ?? null) === null);
      const answers = await Promise.all(lanesOf(known).map(recordLane));
      return {
        enrolled,
        recorded: answers.reduce((sum, { recorded }) => sum + recorded, 0),
        duplicates: answers.reduce((sum, { duplicates }) => sum + duplicates, 0),
        rejections: [...strangers, ...answers.flatMap(({ rejections }) => rejections)],
      };
    },
    async finish() {
      if (history) await markImported(now(), programId, [...members.keys()]);
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

function rejectionsOf({ lines }: Order, { code: reason, detail, pointer }: Refusal): readonly Rejection[] {
  const where = pointer === undefined ? detail : `${pointer}: ${detail}`;
  return lines.map((source) => ({ source, reason, detail: where }));
}

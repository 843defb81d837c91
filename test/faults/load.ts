import { once, EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/demo/random.ts';
import { systemClock } from '../../src/processes/clock.ts';
import { purchase, type Channel, type SentPurchase } from './bakery.ts';
import type { Receipts } from './receipts.ts';
import { sendUntilAcknowledged, type Counter } from './send.ts';

const TILLS = 8;
/** Between two purchases of a till: the machine is to be busy with faults, not with purchases. */
const NEXT_CUSTOMER_AFTER_MS = 40;
const ACKNOWLEDGED_WITHIN_MS = 60_000;

/** One of twenty purchases sends a mail, because a worker begins only so many workflows a second. */
const CHANNELS: readonly { readonly value: Channel; readonly weight: number }[] = [
  { value: 'till', weight: 17 },
  { value: 'phone', weight: 2 },
  { value: 'app', weight: 1 },
];

export interface LoadOptions {
  /** Begins the ids of all purchases. */
  readonly name: string;
  readonly counter: Counter;
  readonly customers: readonly string[];
  readonly receipts: Receipts;
  readonly random: Random;
}

/** Tills that send purchases without end. */
export interface Load {
  /** Resolves when a purchase was acknowledged that was begun from now on; rejects when none is within a minute. */
  readonly acknowledged: () => Promise<void>;
  /** Every purchase that was acknowledged, in the order in which that was. */
  readonly sold: () => readonly SentPurchase[];
  /** Begins no more purchases, and resolves when all that were begun are acknowledged; rejects when one was refused. */
  readonly stop: () => Promise<void>;
}

export function startLoad({ name, counter, customers, receipts, random }: LoadOptions): Load {
  const events = new EventEmitter();
  const stopping = new AbortController();
  const sales: SentPurchase[] = [];
  let begun = 0;

  async function till(): Promise<void> {
    while (!stopping.signal.aborted) {
      begun += 1;
      const number = begun;
      const channel = random.weighted(CHANNELS);
      const sale = purchase(`${name}-${number}`, random.pick(customers), { at: systemClock.now(), channel });
      await sendUntilAcknowledged(counter, sale);
      receipts.keep(sale.id);
      sales.push(sale);
      events.emit('acknowledged', number);
      await pause(NEXT_CUSTOMER_AFTER_MS);
    }
  }

  const tills = Array.from({ length: TILLS }, till);
  const failed = Promise.all(tills);
  failed.catch(() => undefined);
  return {
    acknowledged: async () => {
      const from = begun;
      const signal = AbortSignal.timeout(ACKNOWLEDGED_WITHIN_MS);
      for (let number = 0; number <= from;) {
        [number] = await Promise.race([
          once(events, 'acknowledged', { signal }),
          failed.then(() => [Infinity]),
        ]);
      }
    },
    sold: () => sales,
    stop: async () => {
      stopping.abort();
      await failed;
    },
  };
}

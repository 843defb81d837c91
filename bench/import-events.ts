import { recordEvents } from '../src/services/event/record-events.ts';
import type { BenchCluster } from './bench-cluster.ts';
import { PROGRAM, purchaseBy, type CoffeeShop } from './coffee-shop.ts';
import { measure, type Measured } from './measure.ts';

const EVENTS = 40_000;
const EVENTS_PER_CALL = 200;
/** As an import has them: one reads the answer of the database while the other computes. */
const LANES = 2;

/** Purchases of the past, as an import records them: 200 in a transaction, nothing decided for them. */
export async function benchImport({ cpuMs }: BenchCluster, shop: CoffeeShop): Promise<Measured> {
  return measure(cpuMs, async () => {
    let sent = 0;
    const post = async (lane: number) => {
      while (sent < EVENTS) {
        sent += EVENTS_PER_CALL;
        await recordCall(shop, sent, lane);
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, lane) => post(lane)));
    return EVENTS;
  });
}

/** No member is in two lanes, so that none waits for the other. */
async function recordCall(shop: CoffeeShop, first: number, lane: number): Promise<void> {
  const ctx = shop.ctx();
  const events = Array.from({ length: EVENTS_PER_CALL }, (_, index) => {
    const member = ((first + index) * LANES + lane) % shop.members;
    return { ...purchaseBy(member, ctx.now), history: true };
  });
  const items = await recordEvents(ctx, PROGRAM, events);
  const refused = items.find(({ status }) => status !== 'recorded');
  if (refused !== undefined) throw new Error(`an event was ${refused.status}`);
}

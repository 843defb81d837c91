import { recordEvents } from '../src/services/event/record-events.ts';
import type { Bench } from './bench.ts';
import { PROGRAM, purchaseBy, type CoffeeShop } from './coffee-shop.ts';
import { ownCpuMs } from './cpu-time.ts';
import { measure } from './measure.ts';
import type { PartResult } from './part.ts';

const EVENTS = 200_000;
const EVENTS_PER_CALL = 200;
/** As an import has them: one reads the answer of the database while the other computes. */
const LANES = 2;

/** Purchases of the past, as an import records them: 200 in a transaction, nothing decided for them. */
export async function benchImport(bench: Bench): Promise<PartResult> {
  const { cpuMs } = await bench.cluster();
  const shop = await bench.shop();
  const measured = await measure({ PostgreSQL: cpuMs, Node: ownCpuMs }, () => recordPast(shop));
  return {
    figures: { perSecond: measured.perSecond },
    rows: [{ label: `${EVENTS} events`, measured }],
  };
}

async function recordPast(shop: CoffeeShop): Promise<number> {
  let sent = 0;
  const post = async (lane: number) => {
    while (sent < EVENTS) {
      sent += EVENTS_PER_CALL;
      await recordCall(shop, sent, lane);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => post(lane)));
  return sent;
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

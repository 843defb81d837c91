import { withApis } from './api-processes.ts';
import type { Bench } from './bench.ts';
import { everyMemberInTurn, sendPurchases, speedOf } from './load.ts';
import type { PartResult } from './part.ts';

const WARM_UP_SECONDS = 3;
const MEASURED_SECONDS = 10;
const WARM_UP_CONNECTIONS = 64;

/** Purchases through one API process, each by another member, at several numbers of connections. */
export async function benchHttp(bench: Bench): Promise<PartResult> {
  const cluster = await bench.cluster();
  const shop = await bench.shop();
  const levels = await withApis(cluster, shop, 1, async ({ urls, key, clocks }) => {
    const load = { shop, key, urls, buyer: everyMemberInTurn(shop) };
    await sendPurchases({ ...load, connections: WARM_UP_CONNECTIONS, seconds: WARM_UP_SECONDS }, clocks);
    const measured = [];
    for (const connections of bench.connections) {
      const level = await sendPurchases({ ...load, connections, seconds: MEASURED_SECONDS }, clocks);
      measured.push({ connections, level });
    }
    return measured;
  });
  return {
    figures: Object.fromEntries(levels.map(({ connections, level }) => [connections, speedOf(level)])),
    rows: levels.map(({ connections, level }) => ({ label: `${connections} connections`, measured: level })),
  };
}

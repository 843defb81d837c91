import { withApis } from './api-processes.ts';
import type { BenchCluster } from './bench-cluster.ts';
import type { CoffeeShop } from './coffee-shop.ts';
import { everyMemberInTurn, sendPurchases, type Load, type MeasuredLoad } from './load.ts';

const WARM_UP_SECONDS = 3;
const WARM_UP_CONNECTIONS = 64;
const MEASURED_SECONDS = 10;

export interface Purchases {
  readonly cluster: BenchCluster;
  readonly shop: CoffeeShop;
  /** How many API processes share the connections. One, unless given. */
  readonly processes?: number;
  /** Every member in turn, unless given. */
  readonly buyer?: Load['buyer'];
}

/** Starts the API as it is run, warms it up, and measures purchases at each number of connections in turn. */
export async function measurePurchases(
  { cluster, shop, processes = 1, buyer = everyMemberInTurn(shop) }: Purchases,
  levels: readonly number[],
): Promise<readonly MeasuredLoad[]> {
  return withApis(cluster, shop, processes, async ({ urls, key, clocks }) => {
    const load = { shop, key, urls, buyer };
    await sendPurchases({ ...load, connections: WARM_UP_CONNECTIONS, seconds: WARM_UP_SECONDS }, clocks);
    const measured: MeasuredLoad[] = [];
    for (const connections of levels) {
      measured.push(await sendPurchases({ ...load, connections, seconds: MEASURED_SECONDS }, clocks));
    }
    return measured;
  });
}

/** The same at one number of connections. */
export async function measurePurchasesAt(purchases: Purchases, connections: number): Promise<MeasuredLoad> {
  const [measured] = await measurePurchases(purchases, [connections]);
  if (measured === undefined) throw new Error('nothing was measured');
  return measured;
}

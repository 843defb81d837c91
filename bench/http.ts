import type { Bench } from './bench.ts';
import { speedOf } from './load.ts';
import type { PartResult } from './part.ts';
import { measurePurchases } from './purchases-over-http.ts';

/** Purchases through one API process, each by another member, at several numbers of connections. */
export async function benchHttp(bench: Bench): Promise<PartResult> {
  const [cluster, shop] = [await bench.cluster(), await bench.shop()];
  const levels = await measurePurchases({ cluster, shop }, bench.connections);
  return {
    figures: Object.fromEntries(levels.map((level) => [level.connections, speedOf(level)])),
    rows: levels.map((measured) => ({ label: `${measured.connections} connections`, measured })),
  };
}

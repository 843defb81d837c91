import type { Bench } from './bench.ts';
import { speedOf, type MeasuredLoad } from './load.ts';
import type { PartResult } from './part.ts';
import { measurePurchasesAt } from './purchases-over-http.ts';

const PROCESSES = [1, 2];
const CONNECTIONS = 64;

/** The same load, shared out among one and two API processes of one database. */
export async function benchProcesses(bench: Bench): Promise<PartResult> {
  const [cluster, shop] = [await bench.cluster(), await bench.shop()];
  const results: { readonly processes: number; readonly measured: MeasuredLoad }[] = [];
  for (const processes of PROCESSES) {
    results.push({
      processes,
      measured: await measurePurchasesAt({ cluster, shop, processes }, CONNECTIONS),
    });
  }
  return {
    figures: Object.fromEntries(results.map(({ processes, measured }) => [processes, speedOf(measured)])),
    rows: results.map(({ processes, measured }) => ({
      label: `${CONNECTIONS} connections to ${processes}`,
      measured,
    })),
  };
}

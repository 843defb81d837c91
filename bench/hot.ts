import type { Bench } from './bench.ts';
import type { PartResult } from './part.ts';
import { measurePurchasesAt } from './purchases-over-http.ts';

const CALLERS = 64;

/** One member who buys as often as so many callers can say it: every purchase takes the same lock. */
export async function benchHot(bench: Bench): Promise<PartResult> {
  const [cluster, shop] = [await bench.cluster(), await bench.shop()];
  const measured = await measurePurchasesAt({ cluster, shop, buyer: () => 0 }, CALLERS);
  const { perSecond, p99Ms } = measured;
  return { figures: { perSecond, p99Ms }, rows: [{ label: `${CALLERS} callers`, measured }] };
}

import { advanceMarked } from '../src/services/lifecycle/advance-members.ts';
import type { BenchCluster } from './bench-cluster.ts';
import type { CoffeeShop } from './coffee-shop.ts';
import { measure, type Measured } from './measure.ts';

/** As the drainer takes them. */
const MEMBERS_PER_BATCH = 200;

/**
 * From mark to finished advance, over all members who are marked: newly enrolled ones, half of whom enter a journey
 * that awards points and plans a message.
 */
export async function benchAdvance({ cpuMs }: BenchCluster, shop: CoffeeShop): Promise<Measured> {
  return measure(cpuMs, async () => {
    let advanced = 0;
    for (;;) {
      const batch = await advanceMarked(shop.ctx(), MEMBERS_PER_BATCH);
      if (batch.length === 0) return advanced;
      advanced += batch.length;
    }
  });
}

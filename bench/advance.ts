import type { Bench } from './bench.ts';
import { advanceAll, enrolNewcomers } from './coffee-shop.ts';
import { ownCpuMs } from './cpu-time.ts';
import { measure } from './measure.ts';
import type { PartResult } from './part.ts';

/**
 * From mark to finished advance: newly enrolled members under three journeys, half of whom enter one that awards points
 * and plans a message.
 */
export async function benchAdvance(bench: Bench): Promise<PartResult> {
  const { cpuMs } = await bench.cluster();
  const { ctx } = await bench.shop();
  const newcomers = Array.from({ length: bench.members }, (_, index) => `newcomer-${index}`);
  await enrolNewcomers(ctx, newcomers);
  const measured = await measure({ PostgreSQL: cpuMs, Node: ownCpuMs }, () => advanceAll(ctx));
  return {
    figures: { perSecond: measured.perSecond },
    rows: [{ label: 'mark to finished advance', measured }],
  };
}

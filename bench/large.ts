import { withClient } from '../src/db/provision.ts';
import type { BenchCluster } from './bench-cluster.ts';
import type { Bench } from './bench.ts';
import { serveRegulars, type CoffeeShop } from './coffee-shop.ts';
import { copyRows } from './copy-rows.ts';
import type { PartResult } from './part.ts';
import { measurePurchasesAt } from './purchases-over-http.ts';

const MEMBERS = 1_000_000;
const CONNECTIONS = 64;
/** One who is in a journey, and one who is not. */
const MODELS = 2;

/** Purchases by any of a million members, each of whom has bought before. */
export async function benchLarge(bench: Bench): Promise<PartResult> {
  const [cluster, small] = [await bench.cluster(), await bench.shop()];
  process.stderr.write(`    filling up to ${MEMBERS} members\n`);
  const shop = await fillUp(cluster, small);
  const measured = await measurePurchasesAt({ cluster, shop }, CONNECTIONS);
  return {
    figures: { perSecond: measured.perSecond },
    rows: [{ label: `${CONNECTIONS} connections`, measured }],
  };
}

/**
 * Fills the shop up with copies of two more regulars: what is written is what the services wrote for those. A million
 * take minutes instead of half an hour.
 */
async function fillUp({ tablesUrl }: BenchCluster, { ctx, members }: CoffeeShop): Promise<CoffeeShop> {
  const models = await serveRegulars(ctx, members, MODELS);
  const copying = models.map(({ memberId, externalId, orderId }, index) =>
    withClient(tablesUrl, async (superuser) => {
      // References cannot be broken in a copy of everything, and looking them up would take most of the time.
      await superuser.query('set session_replication_role = replica; set synchronous_commit = off');
      const copies = { first: members + MODELS + index, last: MEMBERS - 1, step: MODELS };
      await copyRows(superuser, memberId, copies, [
        [externalId, "'member-' || n"],
        [orderId, `'${orderId}-' || n`],
      ]);
    }),
  );
  await Promise.all(copying);
  await withClient(tablesUrl, async (superuser) => {
    await superuser.query('vacuum (analyze)');
    await superuser.query('checkpoint');
  });
  return { ctx, members: MEMBERS };
}

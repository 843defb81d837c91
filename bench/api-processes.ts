import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startService, type Service } from '../src/processes/local/service.ts';
import { createApiKey } from '../src/services/access/create-api-key.ts';
import { freePort } from '../test/support/test-cluster.ts';
import type { BenchCluster } from './bench-cluster.ts';
import { PROGRAM, type CoffeeShop } from './coffee-shop.ts';
import { cpuMsOfTree } from './cpu-time.ts';
import type { CpuClocks } from './measure.ts';

/** Events per second and key. */
const NO_LIMIT = '1000000';

/** The API as it is run, as so many processes of one database. */
export interface ApiProcesses {
  readonly urls: readonly string[];
  readonly key: string;
  /** `Node` is all API processes together. */
  readonly clocks: CpuClocks;
}

/** Has `work` done while the API runs. Temporal and mail are not there: recording needs neither. */
export async function withApis<T>(
  cluster: BenchCluster,
  shop: CoffeeShop,
  count: number,
  work: (apis: ApiProcesses) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'perennial-bench-'));
  const key = await createKey(shop);
  const running: { readonly service: Service; readonly url: string }[] = [];
  try {
    while (running.length < count)
      running.push(await startApi(cluster, path.join(home, `${running.length}`)));
    const apiCpuMs = () => running.reduce((sum, { service }) => sum + cpuMsOfTree(service.pid), 0);
    return await work({
      urls: running.map(({ url }) => url),
      key,
      clocks: { PostgreSQL: cluster.cpuMs, Node: apiCpuMs },
    });
  } finally {
    await Promise.all(running.map(({ service }) => service.stop()));
    await rm(home, { recursive: true, force: true });
  }
}

async function createKey(shop: CoffeeShop): Promise<string> {
  const created = await createApiKey(shop.ctx(), { programId: PROGRAM, source: 'bench', expiresAt: null });
  if (!created.ok) throw new Error(created.refusal.detail);
  return created.value.key;
}

async function startApi({ applicationUrl, ownerUrl }: BenchCluster, home: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startService({
    name: 'API',
    program: process.execPath,
    args: [path.resolve(import.meta.dirname, '../src/processes/api.ts')],
    env: {
      ...process.env,
      PERENNIAL_HOME: home,
      DATABASE_URL: applicationUrl,
      DATABASE_OWNER_URL: ownerUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      SMTP_URL: 'smtp://127.0.0.1:1',
      PUBLIC_URL: url,
      API_PORT: String(port),
      RATE_LIMIT_EVENTS: NO_LIMIT,
    },
    logFile: path.join(home, 'api.log'),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    stopWithinMs: 6_000,
  });
  return { service, url };
}

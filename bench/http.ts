import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import { formatInstant } from '../src/domain/values/instant.ts';
import { application } from '../src/processes/local/application.ts';
import { startService, type Service } from '../src/processes/local/service.ts';
import { createApiKey } from '../src/services/access/create-api-key.ts';
import { freePort } from '../test/support/test-cluster.ts';
import type { BenchCluster } from './bench-cluster.ts';
import { PROGRAM, purchaseBy, type CoffeeShop } from './coffee-shop.ts';
import { cpuMsOfTree } from './cpu-time.ts';
import { measure, type Measured } from './measure.ts';

const CONNECTIONS = [16, 64, 256];
const WARM_UP_SECONDS = 3;
const MEASURED_SECONDS = 10;

export interface MeasuredHttp extends Measured {
  readonly connections: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the API's process for one request. */
  readonly apiCpuUs: number;
}

/** Purchases over HTTP through the API as it is run, each by another member, an event per request. */
export async function benchHttp(cluster: BenchCluster, shop: CoffeeShop): Promise<readonly MeasuredHttp[]> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'perennial-bench-'));
  const port = await freePort();
  const key = await createKey(shop);
  const api = await startApi(cluster, home, port);
  try {
    const target = { url: `http://127.0.0.1:${port}`, key, shop };
    await load(target, 64, WARM_UP_SECONDS);
    const results: MeasuredHttp[] = [];
    for (const connections of CONNECTIONS) results.push(await benchLevel(cluster, target, connections, api));
    return results;
  } finally {
    await api.stop();
    await rm(home, { recursive: true, force: true });
  }
}

interface Target {
  readonly url: string;
  readonly key: string;
  readonly shop: CoffeeShop;
}

async function benchLevel(
  cluster: BenchCluster,
  target: Target,
  connections: number,
  api: Service,
): Promise<MeasuredHttp> {
  const apiCpuBefore = cpuMsOfTree(api.pid);
  let latency = { p50Ms: 0, p99Ms: 0 };
  const measured = await measure(cluster.cpuMs, async () => {
    const result = await load(target, connections, MEASURED_SECONDS);
    latency = { p50Ms: result.latency.p50, p99Ms: result.latency.p99 };
    return result['2xx'];
  });
  const apiCpuUs = Math.round(((cpuMsOfTree(api.pid) - apiCpuBefore) / measured.count) * 1_000);
  return { ...measured, ...latency, connections, apiCpuUs };
}

async function load({ url, key, shop }: Target, connections: number, seconds: number) {
  let sent = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/v1/events',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        setupRequest: (request) => {
          sent += 1;
          return { ...request, body: bodyOf(shop, sent) };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} requests were refused, ${result.errors} failed`);
  }
  return result;
}

/** Members in an order in which none comes again before all others have. */
function bodyOf(shop: CoffeeShop, sent: number): string {
  const { externalId, type, member, occurredAt, data } = purchaseBy(
    (sent * 7_919) % shop.members,
    shop.ctx().now,
  );
  return JSON.stringify({ id: externalId, type, member, occurredAt: formatInstant(occurredAt), data });
}

async function createKey(shop: CoffeeShop): Promise<string> {
  const created = await createApiKey(shop.ctx(), { programId: PROGRAM, source: 'bench', expiresAt: null });
  if (!created.ok) throw new Error(created.refusal.detail);
  return created.value.key;
}

/** Temporal and mail are not there: recording needs neither. */
async function startApi(cluster: BenchCluster, home: string, port: number): Promise<Service> {
  const connections = {
    DATABASE_URL: cluster.applicationUrl,
    DATABASE_OWNER_URL: cluster.ownerUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    API_PORT: String(port),
  };
  return startService(application('API', 'src/processes/api.ts', home, connections));
}

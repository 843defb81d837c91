import autocannon from 'autocannon';
import { formatInstant } from '../src/domain/values/instant.ts';
import { purchaseBy, type CoffeeShop } from './coffee-shop.ts';
import { ownCpuMs } from './cpu-time.ts';
import { latencyOf, type Latency } from './latency.ts';
import { startMeasuring, type CpuClocks, type Measured } from './measure.ts';

/** Made beforehand, so that making them costs nothing while measuring. When they run short, measuring ends early. */
const REQUESTS_PREPARED = 80_000;
const SHARE_USED_MAX = 0.9;
/** How often autocannon looks whether it is to end. */
const SAMPLE_MS = 100;
/** A slow answer is a result; this is for none at all. */
const ANSWERED_WITHIN_SECONDS = 60;

/** Who sends purchases, where, how many at once, and how long. */
export interface Load {
  readonly shop: CoffeeShop;
  readonly key: string;
  /** Each gets its share of the connections. */
  readonly urls: readonly string[];
  readonly connections: number;
  /** At most. */
  readonly seconds: number;
  /** The member who buys as the nth. */
  readonly buyer: (nth: number) => number;
}

export interface MeasuredLoad extends Measured, Latency {
  readonly connections: number;
}

/** As it is written in the results. */
export function speedOf({ perSecond, p50Ms, p99Ms }: MeasuredLoad) {
  return { perSecond, p50Ms, p99Ms };
}

/** Members in an order in which none comes again before all others have. */
export function everyMemberInTurn({ members }: CoffeeShop): Load['buyer'] {
  return (nth) => (nth * 7_919) % members;
}

/**
 * Purchases over HTTP, an event per request, each sent when its connection has got the answer to the one before. What
 * the load itself costs is counted as `load`. Throws when a request is not answered with success.
 */
export async function sendPurchases(load: Load, clocks: CpuClocks): Promise<MeasuredLoad> {
  const requests = prepare(load);
  const times: number[] = [];
  const sendings = load.urls.map((url, place) => {
    const share = requests.filter((_, connection) => connection % load.urls.length === place);
    return sendTo(url, share, load.seconds, (milliseconds) => times.push(milliseconds));
  });
  const finish = startMeasuring({ ...clocks, load: ownCpuMs });
  await Promise.all(sendings);
  return { connections: load.connections, ...finish(times.length), ...latencyOf(times) };
}

/** For each connection its own requests, dealt one by one so that connections follow `buyer` together. */
function prepare(load: Load): readonly autocannon.Request[][] {
  const perConnection = Math.ceil(REQUESTS_PREPARED / load.connections);
  const now = load.shop.ctx().now;
  const headers = { Authorization: `Bearer ${load.key}`, 'Content-Type': 'application/json' };
  return Array.from({ length: load.connections }, (_, connection) =>
    Array.from({ length: perConnection }, (__, round) => {
      const buyer = load.buyer(round * load.connections + connection);
      const { externalId, type, member, occurredAt, data } = purchaseBy(buyer, now);
      const body = JSON.stringify({
        id: externalId,
        type,
        member,
        occurredAt: formatInstant(occurredAt),
        data,
      });
      return { method: 'POST', path: '/v1/events', headers, body };
    }),
  );
}

/** When this returns, everything is made, and nothing has been sent yet. */
function sendTo(
  url: string,
  requests: readonly autocannon.Request[][],
  seconds: number,
  onAnswer: (milliseconds: number) => void,
): Promise<void> {
  const unused = requests.values();
  const setupClient = (client: autocannon.Client) => {
    const own = unused.next().value ?? [];
    client.setRequests(own);
    let answers = 0;
    client.on('response', () => {
      answers += 1;
      if (answers > own.length * SHARE_USED_MAX) instance.stop();
    });
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = {
    url,
    connections: requests.length,
    duration: seconds,
    timeout: ANSWERED_WITHIN_SECONDS,
    sampleInt: SAMPLE_MS,
    setupClient,
  };
  const instance = autocannon(options, (error: Error | null, result) => {
    if (error !== null) return reject(error);
    const { non2xx, errors } = result;
    if (non2xx + errors > 0) reject(new Error(`${non2xx} requests were refused, ${errors} failed`));
    else resolve();
  });
  instance.on('response', (_client, _status, _bytes, milliseconds) => onAnswer(milliseconds));
  return promise;
}

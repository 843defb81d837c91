import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Random } from '../../src/demo/random.ts';
import { systemClock } from '../../src/processes/clock.ts';
import { answerOutput } from '../../src/schemas/http/answer.ts';
import { startTcpProxy, type Passage, type TcpProxy } from '../support/tcp-proxy.ts';
import { startApiProcesses, type ApiProcesses } from './api-processes.ts';
import { audit, NOTHING_BROKEN } from './audit.ts';
import { enrolCustomers, purchase, type SentPurchase } from './bakery.ts';
import { faultsForm } from './form.ts';
import { send, sendUntilAcknowledged, type Counter } from './send.ts';

/** Longer than the API is allowed to keep a client waiting when the database is away. */
const UNAVAILABLE_WITHIN_MS = 5_000;

const form = faultsForm();
let toDatabase: TcpProxy;
let toApi: TcpProxy;
let apis: ApiProcesses;
let customer: string;

/** The line to the API, and the API itself. */
let online: Counter;
let direct: Counter;

beforeAll(async () => {
  toDatabase = await startTcpProxy(inject('testCluster').port);
  apis = await startApiProcesses({ count: 1, databasePort: toDatabase.port });
  direct = apis.counter;
  toApi = await startTcpProxy(apis.apis[0]?.port ?? 0);
  online = { key: apis.key, url: () => `http://127.0.0.1:${toApi.port}` };
  [customer = ''] = await enrolCustomers(apis.context(), 'customer', 1);
});
afterAll(async () => {
  await Promise.all([apis.end(), toApi.stop(), toDatabase.stop()]);
});

let sold = 0;

function nextPurchase(): SentPurchase {
  sold += 1;
  return purchase(`order-${sold}`, customer, { at: systemClock.now() });
}

/** Cuts at the first piece that passes the test, and never again. */
function cutOnce(where: 'before' | 'after', at: (piece: Buffer) => boolean): Passage {
  let isDone = false;
  return {
    cut: (piece) => {
      if (isDone || !at(piece)) return null;
      isDone = true;
      return where;
    },
  };
}

it('an answer that was lost on its way to the client is given again', async () => {
  let lost = '';
  const one = nextPurchase();
  toApi.toClient(
    cutOnce('before', (piece) => {
      lost = piece.toString();
      return true;
    }),
  );
  await expect(send(online, one)).rejects.toThrow('fetch failed');
  const first = answerOutput.parse(JSON.parse(lost.slice(lost.indexOf('\r\n\r\n'))));
  expect(first.status).toBe('recorded');
  expect(await sendUntilAcknowledged(online, one)).toEqual({ ...first, status: 'duplicate' });
});

it.each([
  ['before the database can say that it has committed', 'toClient', 'before'],
  ['after the commit was sent', 'toServer', 'after'],
  ['before the commit is sent', 'toServer', 'before'],
] as const)(
  'a connection to the database that is cut %s leads to one purchase and one answer',
  async (_when, direction, where) => {
    const one = nextPurchase();
    let cuts = 0;
    toDatabase[direction](
      cutOnce(where, (piece) => {
        const isCommit = /\bcommit\b/i.test(piece.toString('latin1'));
        if (isCommit) cuts += 1;
        return isCommit;
      }),
    );
    const { status } = await send(direct, one);
    expect(cuts).toBeGreaterThan(0);
    expect([200, 503]).toContain(status);
    const answer = await sendUntilAcknowledged(direct, one);
    expect(answer.points).toEqual({ beans: 10 });
    expect(await sendUntilAcknowledged(direct, one)).toEqual({ ...answer, status: 'duplicate' });
  },
);

it('a database that hears nothing and says nothing makes the API say so in time, and serve as soon as it is back', async () => {
  const one = nextPurchase();
  toDatabase.toServer({ bytesPerSecondMax: 0 });
  const before = performance.now();
  const { status } = await send(direct, one);
  expect(status).toBe(503);
  expect(performance.now() - before).toBeLessThan(UNAVAILABLE_WITHIN_MS);
  toDatabase.toServer({});
  expect((await sendUntilAcknowledged(direct, one)).points).toEqual({ beans: 10 });
});

it('on lines that are cut at random, every purchase counts once and keeps its first answer', async () => {
  const random = form.randomFor('cuts');
  toDatabase.toServer(cutting(random, 0.01));
  toDatabase.toClient(cutting(random, 0.01));
  toApi.toServer(cutting(random, 0.1));
  toApi.toClient(cutting(random, 0.1));
  const purchases = Array.from({ length: form.isLong ? 20_000 : 60 }, nextPurchase);
  const answers = new Map<string, unknown>();
  const queue = purchases.values();
  const lane = async () => {
    for (const one of queue) answers.set(one.id, await sendUntilAcknowledged(online, one));
  };
  await Promise.all(Array.from({ length: 8 }, lane));

  for (const line of [toDatabase, toApi]) {
    line.toServer({});
    line.toClient({});
  }
  const again = new Map<string, unknown>();
  for (const one of purchases) again.set(one.id, await sendUntilAcknowledged(direct, one));
  for (const [id, answer] of answers)
    expect(again.get(id)).toEqual({ ...Object(answer), status: 'duplicate' });
  const acknowledged = Array.from({ length: sold }, (_, index) => `order-${index + 1}`);
  expect(await audit(apis.context(), { acknowledged, mails: [], customers: [] })).toEqual(NOTHING_BROKEN);
});

function cutting(random: Random, probability: number): Passage {
  return {
    cut: () => (random.happens(probability) ? random.pick(['before', 'after'] as const) : null),
  };
}

import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatInstant } from '../../src/domain/values/instant.ts';
import { systemClock } from '../../src/processes/clock.ts';
import { batchOutput } from '../../src/schemas/http/event.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { startApiProcesses, type ApiProcesses } from './api-processes.ts';
import { enrolCustomers, purchase } from './bakery.ts';

const TEN_MEGABYTES = 10_000_000;
const BIG_BODIES_AT_ONCE = 6;
/** What the process may grow by while it is sent 60 MB, of which it is to keep nothing. */
const GROWTH_MEGABYTES_MAX = 150;

let apis: ApiProcesses;
let customer: string;
let neighbours = 0;

beforeAll(async () => {
  apis = await startApiProcesses({ count: 1 });
  [customer = ''] = await enrolCustomers(apis.context(), 'customer', 1);
});
afterAll(() => apis.end());

type Place = 'data' | 'id' | 'occurredAt' | 'type' | 'member' | 'total';

/** An event as its JSON text, in which one place is replaced by text that no serialiser would write. */
function event(poison: string, place: Place = 'data'): string {
  const parts: Record<Exclude<Place, 'data'>, string> = {
    id: '"poison"',
    type: '"purchase"',
    member: JSON.stringify({ externalId: customer }),
    occurredAt: JSON.stringify(formatInstant(systemClock.now())),
    total: '{ "amountMinor": 290, "currency": "EUR" }',
  };
  if (place !== 'data') parts[place] = poison;
  const { id, type, member, occurredAt, total } = parts;
  const data = place === 'data' ? poison : `{ "orderId": "1", "total": ${total} }`;
  return `{ "id": ${id}, "type": ${type}, "member": ${member}, "occurredAt": ${occurredAt}, "data": ${data} }`;
}

const orderWith = (members: string) =>
  `{ "orderId": "1", "total": { "amountMinor": 290, "currency": "EUR" }, ${members} }`;

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const POISON: readonly (readonly [name: string, text: () => string])[] = [
  ['lists 100,000 deep', () => event(orderWith(`"note": ${nested(100_000)}`))],
  ['lists one deeper than is allowed', () => event(orderWith(`"note": ${nested(32)}`))],
  ['data that is a number', () => event('7')],
  ['data that is null', () => event('null')],
  ['an event that is a string', () => '"event"'],
  ['an event that is a list', () => '[]'],
  ['an event that is null', () => 'null'],
  ['a member that is a list', () => event('[1]', 'member')],
  ['an id that is an object', () => event('{}', 'id')],
  ['an id that is empty', () => event('""', 'id')],
  ['an id of a million characters', () => event(JSON.stringify('x'.repeat(900_000)), 'id')],
  ['a type with capitals', () => event('"Purchase"', 'type')],
  ['a NUL character', () => event(orderWith(String.raw`"note": "a\u0000b"`))],
  ['a NUL character in a name', () => event(orderWith(String.raw`"a\u0000b": 1`))],
  ['a NUL character in the id', () => event(String.raw`"a\u0000b"`, 'id')],
  ['a lone high surrogate', () => event(orderWith(String.raw`"note": "\ud800"`))],
  ['a lone low surrogate in a name', () => event(orderWith(String.raw`"\udfff": 1`))],
  ['2 to the power of 53', () => event(orderWith('"n": 9007199254740992'))],
  ['a whole number of 400 digits', () => event(orderWith(`"n": ${'9'.repeat(400)}`))],
  ['a number that overflows', () => event(orderWith('"n": -1e999'))],
  ['negative zero', () => event(orderWith('"n": -0'))],
  ['negative zero as an amount', () => event('{ "amountMinor": -0, "currency": "EUR" }', 'total')],
  [
    'an amount beyond 2 to the power of 53',
    () => event('{ "amountMinor": 1e16, "currency": "EUR" }', 'total'),
  ],
  ['an amount as text', () => event('{ "amountMinor": "290", "currency": "EUR" }', 'total')],
  ['a date in the year 10000', () => event('"10000-01-01T00:00:00Z"', 'occurredAt')],
  ['a date in the year 9999', () => event('"9999-12-31T23:59:59Z"', 'occurredAt')],
  ['the 30th of February', () => event('"2026-02-30T00:00:00Z"', 'occurredAt')],
  ['the date as a number', () => event('1795680000000', 'occurredAt')],
  ['the name __proto__', () => event(orderWith('"__proto__": { "isAdmin": true }'))],
  ['the name __proto__ beside the event’s own', () => `{ "__proto__": {}, ${event('{}').slice(1)}`],
];

describe('poison', () => {
  it.each(POISON)('%s is a problem, alone and in a batch, and harms no neighbour', async (_name, text) => {
    const alone = await post('/v1/events', text());
    expect(alone.status).toBeGreaterThanOrEqual(400);
    expect(alone.status).toBeLessThan(500);
    expect(problemOutput.parse(JSON.parse(alone.text)).status).toBe(alone.status);

    const batch = await post('/v1/events/batch', `[${neighbour()}, ${text()}, ${neighbour()}]`);
    expect(outcomes(batch.text)).toEqual(['recorded', 'refused', 'recorded']);
    const lines = [neighbour(), text(), neighbour()].join('\n');
    const ndjson = await post('/v1/events/batch', lines, 'application/x-ndjson');
    expect(outcomes(ndjson.text)).toEqual(['recorded', 'refused', 'recorded']);
  });

  it.each([
    ['half a body', Buffer.from(event('{}').slice(0, 40)), 400],
    ['no body', Buffer.alloc(0), 400],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ['a surrogate written in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400],
    ['UTF-16', Buffer.from(event('{}'), 'utf16le'), 400],
    ['a megabyte of spaces and no end', Buffer.alloc(900_000, ' '), 400],
    ['a batch that is an object', Buffer.from('{}'), 422],
  ])('%s is a problem', async (_name, body, status) => {
    for (const path of ['/v1/events', '/v1/events/batch']) {
      expect((await post(path, body)).status).toBe(path.endsWith('batch') || status === 400 ? status : 422);
    }
  });

  it('a batch of 1,001 events is a problem, and none of them is recorded', async () => {
    const { status } = await post('/v1/events/batch', `[${Array.from({ length: 1_001 }, neighbour).join()}]`);
    expect(status).toBe(422);
    expect(await purchases()).toBe(neighbours - 1_001);
    neighbours -= 1_001;
  });

  it.each([
    ['/v1/events', Buffer.alloc(TEN_MEGABYTES, 'x')],
    ['/v1/events/batch', Buffer.from(`["${'x'.repeat(TEN_MEGABYTES)}"]`)],
  ])('bodies of 10 MB to %s, announced or not, are refused before they are kept', async (path, body) => {
    const before = residentMegabytes();
    const statuses = await Promise.all(
      Array.from({ length: BIG_BODIES_AT_ONCE }, async (_, index) => {
        const { status } = await post(path, index % 2 === 0 ? body : streamOf(body));
        return status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([413]));
    expect(residentMegabytes() - before).toBeLessThan(GROWTH_MEGABYTES_MAX);
  });

  it('after all of it every good neighbour was recorded, by the process that was there at first', async () => {
    expect((await post('/v1/events', neighbour())).status).toBe(200);
    expect(await purchases()).toBe(neighbours);
  });
});

function neighbour(): string {
  neighbours += 1;
  return JSON.stringify(purchase(`neighbour-${neighbours}`, customer, { at: systemClock.now() }));
}

async function purchases(): Promise<number> {
  const { db } = apis.context();
  const { count } = await db
    .selectFrom('member_event')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('type', '=', 'purchase')
    .executeTakeFirstOrThrow();
  return count;
}

function outcomes(text: string): readonly string[] {
  return batchOutput.parse(JSON.parse(text)).results.map(({ status }) => status);
}

async function post(
  path: string,
  body: string | Buffer<ArrayBuffer> | ReadableStream,
  type = 'application/json',
) {
  const response = await fetch(`${apis.counter.url(1)}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apis.key}`, 'Content-Type': type },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  });
  return { status: response.status, text: await response.text() };
}

/** Its length is not announced. */
function streamOf(body: Buffer): ReadableStream<Uint8Array> {
  return new Blob([new Uint8Array(body)]).stream();
}

function residentMegabytes(): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(apis.apis[0]?.part.pid)], {
    encoding: 'utf8',
  });
  return Number(stdout) / 1_024;
}

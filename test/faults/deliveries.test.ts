import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/processes/clock.ts';
import { startApiProcesses, type ApiProcesses } from './api-processes.ts';
import { audit, NOTHING_BROKEN } from './audit.ts';
import { enrolCustomers, purchase } from './bakery.ts';
import { faultsForm } from './form.ts';
import { sendUntilAcknowledged, type Answer } from './send.ts';
import { shuffled } from './shuffle.ts';

const API_PROCESSES = 3;
const AT_ONCE = 16;
const CUSTOMERS = 400;
const TIMES_MAX = 5;
const SHORT_WITHIN_MS = 180_000;

const form = faultsForm();
const random = form.randomFor('deliveries');
let apis: ApiProcesses;

beforeAll(async () => {
  apis = await startApiProcesses({ count: API_PROCESSES });
});
afterAll(() => apis.end());

it(
  'an event that is delivered one to five times, at once and to several processes, counts once and always gets its first answer',
  async () => {
    const customers = await enrolCustomers(apis.context(), 'customer', CUSTOMERS);
    const deliveries = shuffled(numbersOneToFiveTimes(form.deliveries), random);
    const soldAt = systemClock.now();
    const answers = new Map<number, string>();
    const recorded: number[] = [];
    const otherwise: number[] = [];
    const queue = deliveries.values();

    async function lane(): Promise<void> {
      for (const number of queue) {
        const customer = customers[number % customers.length] ?? '';
        const counter = { ...apis.counter, url: () => apis.counter.url(random.below(API_PROCESSES)) };
        const answer = await sendUntilAcknowledged(
          counter,
          purchase(String(number), customer, { at: soldAt }),
        );
        if (answer.status === 'recorded') recorded.push(number);
        const said = withoutStatus(answer);
        if ((answers.get(number) ?? said) !== said) otherwise.push(number);
        answers.set(number, said);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane));

    expect(otherwise).toEqual([]);
    expect(new Set(recorded).size).toBe(recorded.length);
    const acknowledged = [...answers.keys()].map(String);
    const found = await audit(apis.context(), { acknowledged, mails: [], customers: [] });
    expect(found).toEqual(NOTHING_BROKEN);
    expect(await pointsOfAll()).toBe(10 * acknowledged.length);
  },
  form.isLong ? undefined : SHORT_WITHIN_MS,
);

/** The numbers from 1 on, each one to five times, so many in all. */
function numbersOneToFiveTimes(length: number): readonly number[] {
  const numbers: number[] = [];
  for (let number = 1; numbers.length < length; number += 1) {
    const times = Math.min(1 + random.below(TIMES_MAX), length - numbers.length);
    for (let time = 0; time < times; time += 1) numbers.push(number);
  }
  return numbers;
}

function withoutStatus({ status: _status, ...rest }: Answer): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64');
}

async function pointsOfAll(): Promise<number> {
  const { rows } = await sql<{ points: number }>`
    select coalesce(sum(active), 0) as points from balance`.execute(apis.context().db);
  return Number(rows[0]?.points);
}

import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { promptAt, type Answer } from '../../src/cli/prompt.fixture.ts';
import { openDatabase } from '../../src/db/database.ts';
import { done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { program, reader } from '../../src/domain/simulation/story.fixture.ts';
import { systemClock } from '../../src/processes/clock.ts';
import { readConnections } from '../../src/processes/connections.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import type { Context } from '../../src/services/context.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { valueOf } from '../support/answers.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { enrol } from '../workflows/story-steps.ts';
import { end, prepareLocalSystem, type LocalSystem, type Running } from './local-system.ts';

/** Three starts: seconds each on a machine with nothing else to do. */
const TIMEOUT_MS = 300_000;
/** Whoever a nudge has missed while Temporal came up is found by `reconcile`, which comes by every minute. */
const POLL = { timeout: 100_000, interval: 200 };

const thanks = journey(
  'thanks',
  upon('purchase'),
  { mail: mail('thanks', 'done'), done },
  { reentry: { kind: 'always' } },
);

let sink: MailSink;
let system: LocalSystem;
let backup: string;

beforeAll(async () => {
  sink = await startMailSink();
  system = await prepareLocalSystem({ SMTP_URL: sink.url });
  backup = path.join(system.home, 'kept.backup.gz');
});
afterAll(async () => {
  await system.remove();
  await sink.stop();
});

function perennial(...args: readonly string[]): Promise<Answer> {
  return promptAt({ now: systemClock.now(), readEnvironment: ofSystem })(...args);
}

const ofSystem = () => readEnvironment({ PERENNIAL_HOME: system.home });

async function withContext<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const db = openDatabase(readConnections(system.home)?.DATABASE_URL ?? '', { connectionsMax: 2 });
  try {
    const definitions = createDefinitionsStore();
    return await work({ db, definitions, now: systemClock.now(), actor: { kind: 'system', name: 'test' } });
  } finally {
    await db.destroy();
  }
}

/** Publishes the program, enrols the three, and answers a key of the till. */
function openShop(): Promise<string> {
  return withContext(async (ctx) => {
    const template = { id: 'thanks', subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' };
    valueOf(
      await applyProgram(ctx, {
        program: { definition: program, source: '' },
        journeys: [{ definition: thanks, source: '' }],
        templates: [template],
      }),
    );
    for (const name of ['ann', 'bob', 'eve']) await enrol(ctx, program.id, reader, name);
    const key = await createApiKey(ctx, { programId: program.id, source: 'till', expiresAt: null });
    return valueOf(key).key;
  });
}

/** A purchase of now, which the till may send as often as it likes. */
function purchaseOf(name: string) {
  const orderId = `${name}-${systemClock.now()}`;
  const total = { amountMinor: 500, currency: program.currency };
  const occurredAt = new Date(systemClock.now()).toISOString();
  return {
    id: orderId,
    type: 'purchase',
    member: { externalId: name },
    occurredAt,
    data: { orderId, total },
  };
}

const answer = z.object({ status: z.string() });

async function send(event: ReturnType<typeof purchaseOf>, key: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${system.env['API_PORT']}/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(event),
  });
  return answer.parse(await response.json()).status;
}

/** Name and status of every message. */
async function messages(): Promise<readonly string[]> {
  const rows = await withContext(({ db }) =>
    db
      .selectFrom('message as m')
      .innerJoin('member as b', 'b.id', 'm.member_id')
      .select(['b.external_id', 'm.status'])
      .execute(),
  );
  return rows.map((row) => `${row.external_id} ${row.status}`).toSorted();
}

async function verifyLedger(): Promise<unknown> {
  const { printed } = await perennial('ledger', 'verify', '--json');
  return JSON.parse(printed);
}

async function restore(running: Running): Promise<void> {
  await end(running.process);
  const restored = await perennial('local', 'restore', backup, '--yes');
  expect(restored).toMatchObject({ exitCode: 0, errors: '' });
}

it(
  'a system that goes on from a backup, whether Temporal remembers what the copy lacks or nothing at all, sends no marketing twice and loses no purchase',
  async () => {
    let running = await system.start();
    const key = await openShop();
    const [first, held, lost] = [purchaseOf('ann'), purchaseOf('bob'), purchaseOf('eve')];
    expect(await send(first, key)).toBe('recorded');
    await expect.poll(messages, POLL).toEqual(['ann sent']);
    expect(await perennial('sending', 'pause')).toMatchObject({ exitCode: 0 });
    expect(await send(held, key)).toBe('recorded');
    await expect.poll(messages, POLL).toEqual(['ann sent', 'bob planned']);

    expect(await perennial('local', 'backup', backup)).toMatchObject({ exitCode: 0, errors: '' });
    expect(await perennial('sending', 'resume')).toMatchObject({ exitCode: 0 });
    expect(await send(lost, key)).toBe('recorded');
    await expect.poll(messages, POLL).toEqual(['ann sent', 'bob sent', 'eve sent']);
    expect(sink.received()).toHaveLength(3);
    const refused = await perennial('local', 'restore', backup, '--yes');
    expect(refused).toMatchObject({ exitCode: 1, errors: expect.stringContaining('already runs') });

    let mails = 3;
    for (const temporal of ['newer', 'empty']) {
      await restore(running);
      if (temporal === 'empty') await forgetTemporal();
      running = await system.start();
      await perennial('sending', 'resume');
      expect([await send(first, key), await send(held, key), await send(lost, key)]).toEqual([
        'duplicate',
        'duplicate',
        'recorded',
      ]);
      await expect.poll(messages, POLL).toEqual(['ann sent', 'bob unknown', 'eve unknown']);

      expect(await send(purchaseOf('ann'), key)).toBe('recorded');
      await expect.poll(messages, POLL).toEqual(['ann sent', 'ann sent', 'bob unknown', 'eve unknown']);
      mails += 1;
      expect(sink.received()).toHaveLength(mails);
      expect(await verifyLedger()).toMatchObject({ isSound: true, transactions: 4 });
    }
    await end(running.process);
  },
  TIMEOUT_MS,
);

async function forgetTemporal(): Promise<void> {
  const files = (await readdir(system.home)).filter((file) => file.startsWith('temporal.db'));
  await Promise.all(files.map((file) => rm(path.join(system.home, file))));
}

it('a backup can be taken while nothing runs, and asks before it replaces anything', async () => {
  const file = path.join(system.home, 'later.backup.gz');
  const taken = await perennial('local', 'backup', file, '--json');
  expect(JSON.parse(taken.printed)).toMatchObject({ file, rows: { member: 3, message: 4 } });
  expect(await perennial('local', 'backup', file)).toMatchObject({ exitCode: 2 });
  expect(await perennial('local', 'restore', file)).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining('--yes'),
  });
});

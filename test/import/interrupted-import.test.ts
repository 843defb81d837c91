import { describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { withPostedFiles, type ImportBody } from './posted-files.ts';

const files = withPostedFiles();

const AT = '2026-11-20T10:00:00.000Z';
const MEMBERS = 40;

function purchase(name: string, number: number) {
  const data = { orderId: `${name}-${number}`, total: { amountMinor: 300, currency: 'EUR' } };
  return { id: `${name}-${number}`, member: { externalId: `${name}-${number % MEMBERS}` }, data };
}

/** Purchases of forty members; each tenth stands in the file twice. */
function ndjson(name: string, count: number): string {
  return Array.from({ length: count }, (_, number) => {
    const line = JSON.stringify({ ...purchase(name, number), type: 'purchase', occurredAt: AT });
    return number % 10 === 0 ? `${line}\n${line}` : line;
  }).join('\n');
}

/** What a worker leaves that dies while it records the first batch: some members, and some of their events. */
async function recordSome(name: string, count: number): Promise<void> {
  const { ctx } = files().api;
  const events = Array.from({ length: count }, (_, number): IncomingEvent => {
    const { id: externalId, ...event } = purchase(name, number);
    return { ...event, externalId, source: 'till', type: 'purchase', occurredAt: at(AT) };
  });
  const people = events.flatMap(({ member }) =>
    'externalId' in member ? { externalId: member.externalId, enrolledAt: at(AT) } : [],
  );
  await enrolMembers(ctx, 'corner-shop', people);
  await recordEvents(ctx, 'corner-shop', events);
}

function dyingAt(step: number): () => void {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps === step) throw new Error('killed');
  };
}

const WHOLE = { status: 'done', recorded: 1_200, duplicates: 120, enrolled: MEMBERS, rejected: 0 };

async function end(id: string): Promise<ImportBody> {
  await files().conduct(id);
  return files().show(id);
}

describe('an import whose worker dies', () => {
  it('is counted as if nobody had died: after some of a batch was recorded and nothing was counted', async () => {
    const { id } = await files().posted({ file: ndjson('part', 1_200), enrol: 'true' });
    await files().conductOnce(id);
    // The first step of the recording: what was there before the batch is written down.
    await expect(files().conductOnce(id, dyingAt(1))).rejects.toThrow('killed');
    await recordSome('part', 700);
    expect(await end(id)).toMatchObject(WHOLE);
    expect(await verifyLedger(files().api.ctx.db)).toMatchObject({ isSound: true });
  });

  it('counts what was there before it as what it is', async () => {
    await recordSome('known', 700);
    const { id } = await files().posted({ file: ndjson('known', 1_200), enrol: 'true' });
    expect(await end(id)).toMatchObject({ recorded: 500, duplicates: 820, enrolled: 0 });
  });

  it.each([1, 2, 3])('goes on between batches: killed at step %i of the recording', async (step) => {
    const name = `step${step}`;
    const { id } = await files().posted({ file: ndjson(name, 1_200), enrol: 'true' });
    await files().conductOnce(id);
    await expect(files().conductOnce(id, dyingAt(step))).rejects.toThrow('killed');
    expect(await end(id)).toMatchObject(WHOLE);
  });

  it('reads its file from the start again, and keeps no line that it rejected before', async () => {
    const file = `{\n${ndjson('reading', 1_200)}\n{\n`;
    const { id } = await files().posted({ file, enrol: 'true' });
    await expect(files().conductOnce(id, dyingAt(5))).rejects.toThrow('killed');
    expect(await end(id)).toMatchObject({ ...WHOLE, linesRead: 1_322, rejected: 2 });
    expect((await files().rejects(id)).trim().split('\n')).toHaveLength(2);
  });

  it('fails when it fails again in the same way, and says so without the cause', async () => {
    const { id } = await files().posted({ file: ndjson('bug', 10), enrol: 'true' });
    await expect(files().conductOnce(id, dyingAt(1))).rejects.toThrow('killed');
    await files().conductOnce(id, dyingAt(1));
    expect(await files().show(id)).toMatchObject({
      status: 'failed',
      failure: { code: 'internal', detail: 'Something went wrong on our side' },
    });
    expect(await files().parts(id)).toEqual({});
  });

  it('fails when it kills whoever takes it ten times without a step between', async () => {
    const { id } = await files().posted({ file: ndjson('poison', 10), enrol: 'true' });
    for (let time = 0; time < 10; time += 1) {
      await expect(files().conductOnce(id, dyingWithout(time))).rejects.toThrow('killed');
    }
    await files().conductOnce(id);
    expect(await files().show(id)).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
  });
});

/** Another failure each time. */
function dyingWithout(time: number): () => void {
  return () => {
    throw new Error(`killed ${time}`);
  };
}

describe('an import that two work on', () => {
  it('is read and recorded once: the one who took it over holds it alone', async () => {
    const { id } = await files().posted({ file: ndjson('both', 1_200), enrol: 'true' });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([files().conductOnce(id), files().conductOnce(id)]);
    }
    expect(await end(id)).toMatchObject(WHOLE);
  });

  it('and is cancelled meanwhile counts the batch that was recorded', async () => {
    const { id } = await files().posted({ file: ndjson('cancelled', 1_200), enrol: 'true' });
    await files().conductOnce(id);
    let cancelling: Promise<unknown> = Promise.resolve();
    let steps = 0;
    await files().conductOnce(id, () => {
      steps += 1;
      if (steps === 1) cancelling = files().api.send('POST', `/v1/imports/${id}/cancel`);
    });
    await cancelling;
    const { recorded, duplicates } = await end(id);
    const logged = await files()
      .api.ctx.db.selectFrom('member_event')
      .innerJoin('member', 'member.id', 'member_event.member_id')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('type', '=', 'purchase')
      .where('external_id', 'like', 'cancelled-%')
      .executeTakeFirstOrThrow();
    expect(recorded).toBe(logged.count);
    expect([recorded, duplicates]).not.toEqual([1_200, 120]);
  });
});

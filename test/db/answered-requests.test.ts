import { sql } from 'kysely';
import { beforeEach, expect, it } from 'vitest';
import { transact } from '../../src/db/transact.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import type { Context } from '../../src/services/context.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { findMember } from '../../src/services/member/find-member.ts';
import { answerOnce } from '../../src/services/request/answer-once.ts';
import type { Answer, KeyedRequest } from '../../src/services/request/answer-once.ts';
import { forgetAnswers } from '../../src/services/request/forget-answers.ts';
import { pauseSending } from '../../src/services/sending/pause-sending.ts';
import { resumeSending } from '../../src/services/sending/resume-sending.ts';
import { valueOf } from '../support/answers.ts';
import { later, NOW, PROGRAM, withShop } from './corner-coffee.ts';

const shop = withShop();

const ANSWER: Answer = {
  status: 200,
  contentType: 'application/json',
  location: null,
  etag: null,
  body: '{}',
};

function request(key: string): KeyedRequest {
  return { programId: PROGRAM, source: 'till', key, fingerprint: 'f' };
}

async function isPaused(): Promise<boolean> {
  const row = await shop().db.selectFrom('program').select('sending_paused_at').executeTakeFirstOrThrow();
  return row.sending_paused_at !== null;
}

beforeEach(async () => {
  await shop().db.deleteFrom('answered_request').execute();
  valueOf(await resumeSending(shop().ctx(), PROGRAM));
});

async function pausing(ctx: Context): Promise<Answer> {
  valueOf(await pauseSending(ctx, PROGRAM));
  return ANSWER;
}

it('neither the effect nor the answer stays when the work fails behind a verb that went well', async () => {
  const failing = async (ctx: Context): Promise<Answer> => {
    await pausing(ctx);
    throw new Error('a bug');
  };
  await expect(answerOnce(shop().ctx(), request('failing'), failing)).rejects.toThrow('a bug');
  expect(await isPaused()).toBe(false);
  expect(await answerOnce(shop().ctx(), request('failing'), pausing)).toMatchObject({
    value: { isReplay: false },
  });
  expect(await isPaused()).toBe(true);
});

it('neither stays when the connection is lost before the commit, and the key is free', async () => {
  const cutOff = async (ctx: Context): Promise<Answer> => {
    const answer = await pausing(ctx);
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(ctx.db).catch(() => undefined);
    return answer;
  };
  await expect(answerOnce(shop().ctx(), request('cut-off'), cutOff)).rejects.toThrow();
  expect(await isPaused()).toBe(false);
  expect((await answerOnce(shop().ctx(), request('cut-off'), pausing)).ok).toBe(true);
});

it('a verb that fails in the database is undone by itself, and others beside it stay', async () => {
  const answered = await answerOnce(shop().ctx(), request('both'), async (ctx) => {
    const broken = transact(ctx.db, async (tx) => {
      await pausing({ ...ctx, db: tx });
      await sql`select 1 / 0`.execute(tx);
    });
    await expect(broken).rejects.toThrow('division by zero');
    valueOf(await enrolMember(ctx, PROGRAM, { externalId: 'bob' }));
    return ANSWER;
  });
  expect(answered.ok).toBe(true);
  expect(await isPaused()).toBe(false);
  expect((await findMember(shop().ctx(), PROGRAM, { externalId: 'bob' })).ok).toBe(true);
});

it('what follows the commit is done outside of the transaction, once', async () => {
  await pausing(shop().ctx());
  const states: boolean[] = [];
  const resuming = async (ctx: Context): Promise<Answer> => {
    valueOf(await resumeSending(ctx, PROGRAM));
    ctx.followUps?.push(async (outside) => {
      expect(outside.db.isTransaction).toBe(false);
      states.push(await isPaused());
    });
    return ANSWER;
  };
  await answerOnce(shop().ctx(), request('resume'), resuming);
  await answerOnce(shop().ctx(), request('resume'), resuming);
  expect(states).toEqual([false]);
  const { releasing_since: releasing } = await shop()
    .db.selectFrom('program')
    .select('releasing_since')
    .executeTakeFirstOrThrow();
  expect(releasing).toBeNull();
});

it('answers are given again for seven days, and then forgotten', async () => {
  await answerOnce(shop().ctx(), request('old'), pausing);
  await answerOnce(shop().ctx(later(NOW, DAY_MS)), request('young'), pausing);
  expect(await forgetAnswers(shop().ctx(later(NOW, 7 * DAY_MS)))).toBe(0);
  expect(await forgetAnswers(shop().ctx(later(NOW, 7 * DAY_MS + 1)))).toBe(1);
  const isReplay = async (key: string) =>
    valueOf(await answerOnce(shop().ctx(), request(key), pausing)).isReplay;
  expect([await isReplay('old'), await isReplay('young')]).toEqual([false, true]);
});

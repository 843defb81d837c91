import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { DAY_MS, type Instant } from '../../src/domain/values/instant.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { conductMember } from '../../src/services/lifecycle/conduct-member.ts';
import { readStatus } from '../../src/services/program/read-status.ts';
import { later, PROGRAM, START, withCafe } from './cafe.ts';

const cafe = withCafe([journey('greeting', upon('visit'), { done })]);

/** Gives what is stored of a member a version that this program does not know, as a newer one would; or its own again. */
async function writtenByVersion(memberId: Uuid, version: number): Promise<void> {
  const { db } = cafe().database;
  await sql`update member_facts set facts = jsonb_set(facts::jsonb, '{version}', ${String(version)}::jsonb)
    where member_id = ${memberId}`.execute(db);
}

async function advanced(now: Instant): Promise<readonly (string | null)[]> {
  const lookedAt = await advanceMarked(cafe().ctx(now), 10);
  return lookedAt.map(({ memberId, unreadable }) => (unreadable === null ? memberId : unreadable));
}

async function namedByStatus(now: Instant) {
  const [status] = await readStatus(cafe().ctx(now));
  return status?.unreadable;
}

it('a member whom this process cannot read keeps nobody else, is named, tried again ever later, and never blocked', async () => {
  const [ann, bob, eve] = [await cafe().enrol('ann'), await cafe().enrol('bob'), await cafe().enrol('eve')];
  await advanceMarked(cafe().ctx(START), 10);
  for (const [index, id] of [ann, bob, eve].entries()) {
    await cafe().happens(id, 'visit', later(START, index + 1));
  }
  await writtenByVersion(ann, 99);

  let now = later(START, 1_000);
  const cause = 'stored facts has version 99';
  expect(new Set(await advanced(now))).toEqual(new Set([cause, bob, eve]));
  expect(await advanced(later(now, 999))).toEqual([]);
  for (const [index, pauseMs] of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].entries()) {
    const retryAt = later(now, pauseMs);
    expect(await namedByStatus(now)).toEqual([{ memberId: ann, cause, attempts: index + 1, retryAt }]);
    now = retryAt;
    expect(await advanced(now)).toEqual([cause]);
  }
  await expect(conductMember(cafe().ctx(now), ann)).rejects.toThrow(cause);
  expect(await cafe().rowOf(ann)).toMatchObject({ blockedAt: null, markedAt: later(START, 1) });

  await writtenByVersion(ann, 1);
  expect(await advanced(later(now, 60_000))).toEqual([ann]);
  expect(await namedByStatus(now)).toEqual([]);
  expect(await cafe().rowOf(ann)).toMatchObject({ markedAt: null, cause: null });
});

it('events of such a member are refused for now, and those of others in the same batch are recorded', async () => {
  const [joe, kim] = [await cafe().enrol('joe'), await cafe().enrol('kim')];
  await writtenByVersion(joe, 99);
  const visits = [kim, joe, kim].map((id, index) => visit(`visit-${index}`, id));
  const now = later(START, DAY_MS);
  expect(await recordEvents(cafe().ctx(now), PROGRAM, visits)).toMatchObject([
    { status: 'recorded' },
    { status: 'refused', refusal: { code: 'unavailable' } },
    { status: 'recorded' },
  ]);

  await writtenByVersion(joe, 1);
  expect((await recordEvents(cafe().ctx(now), PROGRAM, visits)).map(({ status }) => status)).toEqual([
    'duplicate',
    'recorded',
    'duplicate',
  ]);
});

function visit(externalId: string, id: Uuid) {
  return {
    externalId,
    source: 'till',
    type: 'visit',
    member: { id },
    occurredAt: later(START, DAY_MS),
    data: {},
  };
}

import { beforeEach, describe, expect, it } from 'vitest';
import { deriveUuid } from '../../src/domain/values/identity.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { DAY_MS, instantOf, MINUTE_MS, type Instant } from '../../src/domain/values/instant.ts';
import { writeContent } from '../../src/schemas/stored/message.ts';
import { pauseJourney } from '../../src/services/journey/pause-journey.ts';
import { resumeJourney } from '../../src/services/journey/resume-journey.ts';
import { stopJourney } from '../../src/services/journey/stop-journey.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { pauseSending } from '../../src/services/sending/pause-sending.ts';
import { releaseInterrupted } from '../../src/services/sending/release-held-back.ts';
import { resumeSending } from '../../src/services/sending/resume-sending.ts';
import { valueOf } from '../support/answers.ts';
import { cornerCoffee, NOW, PROGRAM, withEmptyHouse } from './published-program.ts';

const house = withEmptyHouse();

const WINBACK = { programId: PROGRAM, journeyId: 'winback' };
const LATER = at('2027-01-05T08:00:00Z');

beforeEach(async () => {
  valueOf(await applyProgram(house().ctx(), cornerCoffee()));
});

/** A message that waits for its next attempt; null: for whoever ends what holds it. */
async function plan(memberId: Uuid | undefined, nextAttemptAt: Instant | null): Promise<void> {
  if (memberId === undefined) throw new Error('nobody to plan a message for');
  const row = {
    id: deriveUuid('message', memberId),
    program_id: PROGRAM,
    member_id: memberId,
    run_id: deriveUuid('run', memberId),
    journey_id: 'winback',
    node: 'offer',
    channel: 'email',
    template: 'winback-offer',
    class: 'marketing',
    topic: 'offers',
    content: writeContent({}),
    planned_at: new Date(NOW),
    next_attempt_at: nextAttemptAt === null ? null : new Date(nextAttemptAt),
  } as const;
  await house().db.insertInto('message').values(row).execute();
}

async function actions(): Promise<readonly string[]> {
  const rows = await house().db.selectFrom('audit_event').select('action').orderBy('id').execute();
  return rows.map(({ action }) => action).filter((action) => action !== 'program.applied');
}

describe('a journey', () => {
  it('is paused, resumed and stopped, each by a revision of its own that marks every member', async () => {
    const [ann] = await house().enrol([{ externalId: 'ann' }]);
    await house().clearMarks();
    expect(await pauseJourney(house().ctx(), WINBACK)).toMatchObject({
      ok: true,
      value: { revision: 2, control: { kind: 'paused', at: NOW } },
    });
    expect(await house().marked()).toEqual([ann]);
    expect(await resumeJourney(house().ctx(LATER), { ...WINBACK, onResume: 'retime' })).toMatchObject({
      ok: true,
      value: { revision: 3, control: { kind: 'resumed', pausedAt: NOW, at: LATER, onResume: 'retime' } },
    });
    expect(await stopJourney(house().ctx(LATER), WINBACK)).toMatchObject({
      ok: true,
      value: { revision: 4, control: { kind: 'stopped', at: LATER } },
    });
    expect(await actions()).toEqual(['journey.paused', 'journey.resumed', 'journey.stopped']);
  });

  it('stays as it is when it is paused, resumed or stopped again', async () => {
    await pauseJourney(house().ctx(), WINBACK);
    expect(await pauseJourney(house().ctx(LATER), WINBACK)).toMatchObject({
      value: { revision: 2, control: { kind: 'paused', at: NOW } },
    });
    await resumeJourney(house().ctx(), { ...WINBACK, onResume: 'run' });
    expect(await resumeJourney(house().ctx(LATER), { ...WINBACK, onResume: 'skip' })).toMatchObject({
      value: { revision: 3, control: { onResume: 'run' } },
    });
    await stopJourney(house().ctx(), WINBACK);
    expect(await stopJourney(house().ctx(LATER), WINBACK)).toMatchObject({ value: { revision: 4 } });
    expect(await actions()).toHaveLength(3);
  });

  it('that was stopped cannot be paused or resumed', async () => {
    await stopJourney(house().ctx(), WINBACK);
    const refusal = { ok: false, refusal: { code: 'journey_stopped' } };
    expect(await pauseJourney(house().ctx(), WINBACK)).toMatchObject(refusal);
    expect(await resumeJourney(house().ctx(), { ...WINBACK, onResume: 'run' })).toMatchObject(refusal);
  });

  it('must be there', async () => {
    expect(await pauseJourney(house().ctx(), { ...WINBACK, journeyId: 'x' })).toMatchObject({
      refusal: { code: 'unknown_journey' },
    });
    expect(await pauseJourney(house().ctx(), { ...WINBACK, programId: 'x' })).toMatchObject({
      refusal: { code: 'no_program' },
    });
  });
});

describe('all sending', () => {
  it('is held from its pause to its end, each written down once', async () => {
    expect(await pauseSending(house().ctx(), PROGRAM)).toEqual({
      ok: true,
      value: { programId: PROGRAM, pausedAt: NOW },
    });
    expect(await pauseSending(house().ctx(LATER), PROGRAM)).toMatchObject({ value: { pausedAt: NOW } });
    expect(await resumeSending(house().ctx(), PROGRAM)).toMatchObject({ value: { pausedAt: null } });
    expect(await resumeSending(house().ctx(), PROGRAM)).toMatchObject({ value: { pausedAt: null } });
    expect(await actions()).toEqual(['sending.paused', 'sending.resumed']);
    expect(await pauseSending(house().ctx(), 'x')).toMatchObject({ refusal: { code: 'no_program' } });
  });

  it('lets go of every held message, though whoever resumed it died on the way', async () => {
    const [ann] = await house().enrol([{ externalId: 'ann' }]);
    await plan(ann, null);
    await pauseSending(house().ctx(), PROGRAM);
    await resumeSending(house().ctx(LATER), PROGRAM);
    await house().clearMarks();
    const died = { releasing_since: new Date(LATER) };
    await house().db.updateTable('program').set(died).execute();

    const passed = (minutes: number) => house().ctx(instantOf(LATER + minutes * MINUTE_MS));
    expect(await releaseInterrupted(passed(1))).toBe(0);
    expect(await house().marked()).toEqual([]);
    expect(await releaseInterrupted(passed(3))).toBe(1);
    expect(await house().marked()).toEqual([ann]);
    expect(await releaseInterrupted(passed(3))).toBe(0);
  });

  it('that is paused again before all was released waits for its next end', async () => {
    const [ann] = await house().enrol([{ externalId: 'ann' }]);
    await plan(ann, null);
    await house()
      .db.updateTable('program')
      .set({ releasing_since: new Date(NOW) })
      .execute();
    await pauseSending(house().ctx(), PROGRAM);
    await house().clearMarks();
    expect(await releaseInterrupted(house().ctx(LATER))).toBe(0);
    await resumeSending(house().ctx(LATER), PROGRAM);
    expect(await house().marked()).toEqual([ann]);
    expect(await releaseInterrupted(house().ctx(instantOf(LATER + DAY_MS)))).toBe(0);
  });

  it('marks the members whose messages were held, when it is resumed', async () => {
    const [ann, ben] = await house().enrol([{ externalId: 'ann' }, { externalId: 'ben' }]);
    await plan(ann, null);
    await plan(ben, LATER);
    await house().clearMarks();
    await pauseSending(house().ctx(), PROGRAM);
    await resumeSending(house().ctx(LATER), PROGRAM);
    expect(await house().marked()).toEqual([ann]);
  });
});

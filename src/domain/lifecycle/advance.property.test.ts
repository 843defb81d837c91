import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journeys } from '../journey/journey.arbitrary.ts';
import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import { simulate, type Simulation } from '../simulation/simulate.ts';
import { stories } from '../simulation/story.arbitrary.ts';
import { published } from '../simulation/story.fixture.ts';
import { deriveUuid } from '../values/identity.ts';
import { instantOf, type Instant } from '../values/instant.ts';
import { advance } from './advance.ts';
import type { Decision } from './advance-result.ts';
import type { Definitions } from './definitions.ts';
import { foldLog, lifecycleOrder } from './evolve.ts';
import { newLifecycle, type Lifecycle } from './lifecycle.ts';
import { needsAdvance } from './needs-advance.ts';

const FAULTS_OF_DEFINITIONS = /moves at one look|feed themselves|events cause events/;

const lives = fc.record({ rules: journeys().map((some) => published(some)), story: stories });
type Told = typeof lives extends fc.Arbitrary<infer T> ? T : never;

const memberId = deriveUuid('member');

/** What the member lived through, advanced at every event and every wake; null where the journeys are at fault. */
function lived({ rules, story }: Told): Simulation | null {
  try {
    return simulate(story, [rules], memberId);
  } catch (error) {
    expect(String(error)).toMatch(FAULTS_OF_DEFINITIONS);
    return null;
  }
}

interface Outcome {
  readonly events: readonly NewEvent[];
  readonly decisions: readonly Decision[];
  readonly lifecycle: Lifecycle;
}

/** What advancing decides for the same log when it happens only at these instants. */
function advancedAt(
  instants: readonly Instant[],
  log: readonly MemberEvent[],
  { rules, story }: Told,
): Outcome {
  const events: NewEvent[] = [];
  const decisions: Decision[] = [];
  let lifecycle = newLifecycle(memberId, story.start);
  for (const now of instants) {
    const inbox = log.filter(({ seq, recordedAt }) => seq > lifecycle.position && recordedAt <= now);
    const advanced = advance({ lifecycle, inbox, publications: [rules], now });
    events.push(...advanced.events);
    decisions.push(...advanced.decisions);
    lifecycle = advanced.lifecycle;
  }
  return { events, decisions, lifecycle };
}

function decidedIn(log: readonly MemberEvent[]): readonly NewEvent[] {
  return log
    .filter(({ origin }) => origin === 'lifecycle')
    .map(({ id, type, occurredAt, origin, source, data, cause, decidedAfter }) => ({
      id,
      type,
      occurredAt,
      origin,
      source,
      data,
      cause,
      decidedAfter,
    }));
}

describe('advance', () => {
  it('always ends, or says which journey is at fault', () => {
    fc.assert(fc.property(lives, (told) => void lived(told)));
  });

  it('decides the same in one batch, one by one, and after any downtime', () => {
    const downtimes = fc.array(fc.nat({ max: 100 }), { maxLength: 5 });
    fc.assert(
      fc.property(lives, downtimes, (told, cuts) => {
        const life = lived(told);
        fc.pre(life !== null);
        const { until, start } = told.story;
        const back = cuts.map((percent) => instantOf(Math.round(start + ((until - start) * percent) / 100)));
        const some = [...back.toSorted((a, b) => a - b), until];
        const every = [...new Set(life.log.map(({ recordedAt }) => recordedAt)), until];
        const expected = { events: decidedIn(life.log), decisions: life.decisions };
        const inOne = advancedAt([until], life.log, told);
        expect(inOne).toMatchObject(expected);
        expect(advancedAt(every, life.log, told)).toEqual(inOne);
        expect(advancedAt(some, life.log, told)).toEqual(inOne);
      }),
    );
  });

  it('leaves a lifecycle that is plain JSON', () => {
    fc.assert(
      fc.property(lives, (told) => {
        const life = lived(told);
        fc.pre(life !== null);
        const { lifecycle } = advancedAt([told.story.until], life.log, told);
        expect(JSON.parse(JSON.stringify(lifecycle))).toEqual(lifecycle);
      }),
    );
  });

  it('holds the fold of the log in the order of the lifecycle', () => {
    fc.assert(
      fc.property(lives, (told) => {
        const life = lived(told);
        fc.pre(life !== null);
        const { lifecycle } = advancedAt([told.story.until], life.log, told);
        const { watches, watched } = told.rules;
        expect(foldLog(lifecycleOrder(life.log), watches, watched)).toEqual(lifecycle.facts);
      }),
    );
  });
});

describe('needsAdvance', () => {
  it('never lets a decision come late', () => {
    fc.assert(
      fc.property(lives, (told) => {
        const life = lived(told);
        fc.pre(life !== null);
        const late = lateDecisions(life, told);
        expect(late).toEqual([]);
      }),
    );
  });
});

/** Decisions that came after their instant when a member is advanced only at stored wakes and where a mark is set. */
function lateDecisions({ log }: Simulation, { rules, story }: Told): readonly NewEvent[] {
  const late: NewEvent[] = [];
  let state = advance({
    lifecycle: newLifecycle(memberId, story.start),
    inbox: [],
    publications: [rules],
    now: story.start,
  });
  const wake = (now: Instant) => {
    const inbox = log.filter(({ seq, recordedAt }) => seq > state.lifecycle.position && recordedAt <= now);
    state = advance({ lifecycle: state.lifecycle, inbox, publications: [rules], now });
    late.push(...state.events.filter(({ occurredAt }) => occurredAt < now));
  };
  for (const recordedAt of [...new Set(log.map((event) => event.recordedAt)), story.until]) {
    while (state.nextWakeAt !== null && state.nextWakeAt < recordedAt) wake(state.nextWakeAt);
    const isMarked = log.some((event) => event.recordedAt === recordedAt && marks(event, log, state, rules));
    if (isMarked || state.nextWakeAt === recordedAt) wake(recordedAt);
  }
  wake(story.until);
  return late;
}

function marks(
  event: MemberEvent,
  log: readonly MemberEvent[],
  state: ReturnType<typeof advance>,
  rules: Definitions,
) {
  const facts = foldLog(log.slice(0, event.seq), rules.watches, rules.watched);
  const { lifecycle, listensTo, nextWakeAt } = state;
  const summary = { revision: lifecycle.revision, entries: lifecycle.entries, listensTo, nextWakeAt };
  return needsAdvance({
    memberId,
    lifecycle: summary,
    definitions: rules,
    event,
    facts,
    now: event.recordedAt,
  });
}

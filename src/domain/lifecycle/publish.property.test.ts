import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { pause, resume, stop, type JourneyControl } from '../journey/control.ts';
import { journeys } from '../journey/journey.arbitrary.ts';
import type { Journey } from '../journey/journey.ts';
import type { MemberEvent } from '../event/member-event.ts';
import { simulate, type Simulation } from '../simulation/simulate.ts';
import { stories } from '../simulation/story.arbitrary.ts';
import { program } from '../simulation/story.fixture.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import { instantOf, MINUTE_MS, type Instant } from '../values/instant.ts';
import { advance } from './advance.ts';
import type { Decision } from './advance-result.ts';
import { composeDefinitions } from './compose-definitions.ts';
import type { Definitions, PublishedJourney } from './definitions.ts';
import { foldLog, lifecycleOrder } from './evolve.ts';
import { newLifecycle, type Lifecycle } from './lifecycle.ts';

const FAULTS_OF_DEFINITIONS = /moves at one look|feed themselves|events cause events/;

const memberId = deriveUuid('member');

/** What happens to one of two journeys when a part of the story's time has passed. */
const changes = fc.record({
  percent: fc.nat({ max: 100 }),
  which: fc.constantFrom(0, 1),
  what: fc.constantFrom('paused', 'resumed', 'stopped', 'replaced'),
  onResume: fc.constantFrom('run' as const, 'skip' as const, 'retime' as const),
  next: journeys(),
});
type Change = typeof changes extends fc.Arbitrary<infer T> ? T : never;

const lives = fc
  .record({ first: journeys(), changed: fc.array(changes, { maxLength: 6 }), story: stories })
  .map(({ first, changed, story }) => ({ story, revisions: revisionsOf(first, changed, story) }));
type Told = typeof lives extends fc.Arbitrary<infer T> ? T : never;

interface Span {
  readonly start: Instant;
  readonly until: Instant;
}

function instantAt(percent: number, { start, until }: Span): Instant {
  return instantOf(start + Math.round(((until - start) * percent) / 100 / MINUTE_MS) * MINUTE_MS);
}

function revisionsOf(first: readonly Journey[], changed: readonly Change[], span: Span): Definitions[] {
  const { start } = span;
  const running = { kind: 'running' } as const;
  let inForce: readonly PublishedJourney[] = first.map((journey) => ({
    journey,
    firstPublishedAt: start,
    control: running,
  }));
  let older: readonly Journey[] = [];
  const compose = (revision: number, publishedAt: Instant) =>
    composeDefinitions({ revision, publishedAt, program, journeys: inForce, older });
  const revisions = [compose(1, start)];
  for (const change of changed.toSorted((a, b) => a.percent - b.percent)) {
    const at = instantAt(change.percent, span);
    const before = inForce[change.which];
    if (before === undefined) continue;
    const after = changedJourney(before, change, at);
    if (after.journey !== before.journey) older = older.concat(before.journey);
    inForce = inForce.with(change.which, after);
    revisions.push(compose(revisions.length + 1, at));
  }
  return revisions;
}

function changedJourney(before: PublishedJourney, change: Change, at: Instant): PublishedJourney {
  const { journey, control } = before;
  const { what, onResume, which, next } = change;
  const changeTo: Readonly<Record<string, () => ReturnType<typeof pause>>> = {
    paused: () => pause(control, at),
    resumed: () => resume(control, at, onResume),
    stopped: () => stop(control, at),
  };
  const changed = changeTo[what]?.();
  if (changed !== undefined) return changed.ok ? { ...before, control: changed.value } : before;
  const isStopped = control.kind === 'stopped';
  const kept: JourneyControl = isStopped ? { kind: 'running' } : control;
  return { ...before, journey: { ...(next[which] ?? journey), version: journey.version + 1 }, control: kept };
}

/** What the member lived through, advanced at every publication, event and wake; null where journeys are at fault. */
function lived({ story, revisions }: Told): Simulation | null {
  try {
    return simulate(story, revisions, memberId);
  } catch (error) {
    expect(String(error)).toMatch(FAULTS_OF_DEFINITIONS);
    return null;
  }
}

interface Outcome {
  readonly decisions: readonly Decision[];
  readonly lifecycle: Lifecycle;
}

/** What advancing decides for the same log when it happens only at these instants. */
function advancedAt(instants: readonly Instant[], log: readonly MemberEvent[], told: Told): Outcome {
  const decisions: Decision[] = [];
  const decided = new Set<Uuid>();
  let lifecycle = newLifecycle(memberId, told.story.start);
  for (const now of instants) {
    const { revision, position } = lifecycle;
    const known = log.filter(({ recordedAt }) => recordedAt <= now);
    const advanced = advance({
      lifecycle,
      inbox: known.filter(({ seq }) => seq > position),
      publications: told.revisions.filter((each) => each.publishedAt <= now && each.revision >= revision),
      history: known.filter(({ id, origin }) => origin !== 'lifecycle' || decided.has(id)),
      now,
    });
    for (const { id } of advanced.events) decided.add(id);
    decisions.push(...advanced.decisions);
    lifecycle = advanced.lifecycle;
  }
  return { decisions, lifecycle };
}

it('versions, pauses, resumes and stops decide the same however late a member hears of them', () => {
  const downtimes = fc.array(fc.nat({ max: 100 }), { maxLength: 4 });
  fc.assert(
    fc.property(lives, downtimes, (told, cuts) => {
      const life = lived(told);
      fc.pre(life !== null);
      const { until } = told.story;
      const back = cuts.toSorted((a, b) => a - b).map((percent) => instantAt(percent, told.story));
      const inOne = advancedAt([until], life.log, told);
      expect(inOne.decisions).toEqual(life.decisions);
      expect(advancedAt([...back, until], life.log, told)).toEqual(inOne);
      const { watches, watched } = told.revisions.at(-1) ?? { watches: [], watched: '' };
      expect(foldLog(lifecycleOrder(life.log), watches, watched)).toEqual(inOne.lifecycle.facts);
    }),
  );
});

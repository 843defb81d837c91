import * as fc from 'fast-check';
import type { Condition } from '../condition/condition.ts';
import { conditions } from '../condition/condition.arbitrary.ts';
import type { Duration } from '../values/duration.ts';
import { duration } from '../values/instant.fixture.ts';
import { done, journey, mail } from './journey.fixture.ts';
import type { Entry, Exit, Journey, JourneyNode, Reentry, Trigger } from './journey.ts';

/** Journeys of every kind of node and entry, whose ways lead anywhere: also round in circles. */
export function journeys(): fc.Arbitrary<readonly Journey[]> {
  return fc.tuple(journeyNamed('first'), journeyNamed('second'));
}

const NODES = ['mail', 'a', 'b', 'c'] as const;

function journeyNamed(id: string): fc.Arbitrary<Journey> {
  return fc
    .record({
      by: entries(),
      nodes: fc.record({ mail: mails(), a: nodes(), b: nodes(), c: nodes() }),
      who: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, conditions),
      reentry: reentries(),
      audienceAtLaunch: fc.constantFrom('existing', 'future', 'both'),
      exits: fc.array(exits(), { maxLength: 2 }),
    })
    .map(({ by, nodes: some, ...rest }) => journey(id, by, { ...some, done }, rest));
}

function entries(): fc.Arbitrary<Entry['by']> {
  return fc.oneof({ weight: 2, arbitrary: asked().map(whenever) }, triggers());
}

function exits(): fc.Arbitrary<Exit> {
  return triggers().map((trigger) => ({ trigger, reason: 'left', outcome: 'neutral' }));
}

function triggers(): fc.Arbitrary<Trigger> {
  const types = ['purchase', 'visit', 'said', 'journey_ended', 'message_sent', 'points_earned'];
  const happenings = fc.constantFrom(...types).map((type) => ({ kind: 'upon' as const, type, where: [] }));
  return fc.oneof(asked().map(whenever), happenings);
}

/** Any condition, or, more often, one that a few weeks of a member's life turn. */
function asked(): fc.Arbitrary<Condition> {
  const drifted = fc.record({
    kind: fc.constant('age' as const),
    of: fc.subarray(['purchase', 'visit', 'message_sent'], { minLength: 1 }).map((types) => ({ types })),
    test: fc.oneof(fc.record({ atLeast: durations() }), fc.record({ below: durations() })),
    never: fc.constant('fails' as const),
  });
  const rich = fc.integer({ min: 5, max: 30 }).map((atLeast) => ({
    kind: 'balance' as const,
    wallet: 'beans',
    state: 'active' as const,
    test: { atLeast },
  }));
  return fc.oneof(conditions, { weight: 2, arbitrary: drifted }, rich);
}

function whenever(condition: Condition) {
  return { kind: 'when' as const, condition };
}

function reentries(): fc.Arbitrary<Reentry> {
  return fc.oneof(
    fc.constant({ kind: 'never' as const }),
    fc.constant({ kind: 'always' as const }),
    fc.record({
      kind: fc.constant('after' as const),
      after: durations(),
      from: fc.constantFrom('start' as const, 'end' as const),
      if: fc.constantFrom('turns_true' as const, 'still_true' as const),
    }),
  );
}

function durations(): fc.Arbitrary<Duration> {
  return fc.constantFrom('P1D', 'PT0S', 'PT12H', 'P1DT1H', 'P3D', 'P7D', 'P1M').map(duration);
}

function way(): fc.Arbitrary<string> {
  return fc.constantFrom('done', 'done', 'done', ...NODES);
}

function mails(): fc.Arbitrary<JourneyNode> {
  return fc
    .tuple(way(), way(), fc.constantFrom('marketing' as const, 'transactional' as const))
    .map(([next, skipped, sort]) => mail('winback', next, { skipped, class: sort }));
}

function nodes(): fc.Arbitrary<JourneyNode> {
  return fc.oneof(mails(), delays(), waits(), splits(), commands());
}

function delays(): fc.Arbitrary<JourneyNode> {
  const until = fc.oneof(
    fc.record({ kind: fc.constant('for' as const), duration: durations() }),
    fc.record({
      kind: fc.constant('time' as const),
      time: fc.constantFrom('02:30', '10:00'),
      weekdays: fc.subarray(['mon', 'sun'] as const),
    }),
    fc.record({
      kind: fc.constant('date' as const),
      date: fc.constantFrom({ ref: 'member.birthday' }, { ref: 'member.purchase.last' }),
      offset: fc.option(durations(), { nil: null }),
      before: fc.boolean(),
    }),
  );
  return fc.record({ kind: fc.constant('delay' as const), until, next: way(), past: way() });
}

function waits(): fc.Arbitrary<JourneyNode> {
  return fc.record({
    kind: fc.constant('wait_until' as const),
    branches: fc.array(fc.record({ trigger: triggers(), go: way() }), { maxLength: 2 }),
    after: durations(),
    timeout: way(),
  });
}

function splits(): fc.Arbitrary<JourneyNode> {
  return fc.record({
    kind: fc.constant('split' as const),
    branches: fc.array(fc.record({ when: conditions, go: way() }), { maxLength: 2 }),
    else: way(),
  });
}

function commands(): fc.Arbitrary<JourneyNode> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('award_points' as const),
      wallet: fc.constant('beans'),
      points: fc.constantFrom({ literal: 1 }, { literal: 0 }, { ref: 'run.data.quantity' }),
      pendingFor: fc.option(durations(), { nil: null }),
      next: way(),
      refused: way(),
    }),
    fc.record({
      kind: fc.constant('set_profile' as const),
      set: fc.constantFrom({}, { birthday: { literal: '2028-02-29' } }),
      increment: fc.constant({ intent: 1 }),
      tags: fc.constantFrom({ add: ['vip'], remove: [] }, { add: [], remove: ['vip'] }),
      next: way(),
    }),
    fc.record({
      kind: fc.constant('emit_event' as const),
      type: fc.constant('said'),
      data: fc.constant({}),
      next: way(),
    }),
  );
}

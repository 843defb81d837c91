import * as fc from 'fast-check';
import { instants } from '../lifecycle/log.arbitrary.ts';
import type { Comparison } from '../values/comparison.ts';
import type { Duration } from '../values/duration.ts';
import { duration } from '../values/instant.fixture.ts';
import type { Condition } from './condition.ts';

/** Conditions of every kind, up to three deep. */
export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition; leaf: Condition }>(
  (tie) => ({
    leaf: fc.oneof(ages(), eventConditions(), dates(), messages(), states()),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('condition'), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
    ),
  }),
).condition;

/** Conditions whose `until` is not only safe, but the very instant at which their truth turns. */
export const exactConditions: fc.Arbitrary<Condition> = fc.oneof(
  ages(),
  eventConditions(),
  dates(),
  messages(),
);

function counts(): fc.Arbitrary<Comparison> {
  return fc
    .tuple(fc.constantFrom('atLeast', 'above', 'atMost', 'below', 'is'), fc.nat(4))
    .map(([comparison, bound]) => ({ [comparison]: bound }));
}

function ages(): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant('age' as const),
    of: fc.oneof(
      fc.record({ types: fc.subarray(['purchase', 'return', 'message_clicked'], { minLength: 1 }) }),
      fc.record({ ref: fc.constantFrom('member.birthday', 'member.enrolledAt', 'member.purchase.last') }),
    ),
    test: fc.oneof(fc.record({ atLeast: durations() }), fc.record({ below: durations() })),
    never: fc.constantFrom('holds' as const, 'fails' as const),
  });
}

function eventConditions(): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant('event' as const),
    type: fc.constantFrom('purchase', 'return'),
    where: fc.constantFrom([], [{ kind: 'value' as const, path: 'store', test: { is: 'mitte' } }]),
    measure: fc.oneof(
      fc.record({ kind: fc.constant('count' as const), test: counts() }),
      fc.record({ kind: fc.constant('sum' as const), of: fc.constant('quantity'), test: counts() }),
      fc.record({ kind: fc.constant('distinct' as const), of: fc.constant('store'), test: counts() }),
      fc.record({ kind: fc.constant('nth' as const), every: fc.integer({ min: 1, max: 3 }) }),
    ),
    window: fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('within' as const), duration: durations() }) },
      fc.constant({ kind: 'ever' as const }),
      fc.record({
        kind: fc.constant('since' as const),
        mark: fc.oneof(fc.constantFrom('run_start' as const, 'passage_start' as const), instants),
      }),
    ),
  });
}

function dates(): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant('date' as const),
    of: fc.constant({ ref: 'member.birthday' }),
    offsetDays: fc.integer({ min: -40, max: 40 }),
    every: fc.constantFrom('year' as const, null),
    leapDay: fc.constantFrom('feb_28' as const, 'mar_1' as const),
  });
}

function messages(): fc.Arbitrary<Condition> {
  return fc.record({
    kind: fc.constant('message' as const),
    of: fc.oneof(fc.constant({ node: 'mail' }), fc.constant({ template: 'winback' })),
    state: fc.constant('clicked' as const),
    within: fc.option(durations(), { nil: null }),
    link: fc.constant(null),
  });
}

function states(): fc.Arbitrary<Condition> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('consent' as const),
      topic: fc.constantFrom('offers', 'service'),
      channel: fc.constant('email' as const),
    }),
    fc.record({
      kind: fc.constant('attribute' as const),
      name: fc.constant('tags'),
      test: fc.constant({ has: 'vip' }),
    }),
    fc.record({
      kind: fc.constant('balance' as const),
      wallet: fc.constant('beans'),
      state: fc.constant('active' as const),
      test: counts(),
    }),
    fc.record({
      kind: fc.constant('cohort' as const),
      percent: fc.constantFrom(0, 50, 100),
      salt: fc.string(),
    }),
    fc.record({ kind: fc.constant('reachable' as const), channel: fc.constant('sms' as const) }),
    fc.record({
      kind: fc.constant('value' as const),
      ref: fc.constantFrom('member.purchase.count', 'nodes.mail.clicks'),
      test: counts(),
    }),
  );
}

function durations(): fc.Arbitrary<Duration> {
  return fc
    .constantFrom('PT0S', 'PT30M', 'PT24H', 'P1D', 'P7D', 'P30D', 'P45D', 'P1M', 'P3M', 'P1DT12H')
    .map(duration);
}

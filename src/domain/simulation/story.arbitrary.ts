import * as fc from 'fast-check';
import { at, BERLIN, NEW_YORK } from '../values/instant.fixture.ts';
import { HOUR_MS, instantOf } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { Story, StoryEvent } from './story.ts';

type Life = Omit<Story, 'name' | 'expect'>;

const START = at('2028-02-20');
const UNTIL = at('2028-04-10');

/** A few weeks around a leap day and both changes of the clocks, in whole hours so that instants often coincide. */
export const stories: fc.Arbitrary<Life> = fc.record({
  start: fc.constant(START),
  member: fc.record({
    zone: fc.constantFrom(null, BERLIN, NEW_YORK),
    locale: fc.constant(null),
    attributes: fc.constantFrom({}, { birthday: '2028-03-26' }),
    reachable: fc.constantFrom(['email' as const], []),
    consents: fc.constantFrom([{ topic: 'offers', channel: 'email' as const }], []),
  }),
  events: fc.array(events(), { minLength: 2, maxLength: 10 }),
  until: fc.constant(UNTIL),
});

type Told = readonly [type: string, data: JsonObject];

function events(): fc.Arbitrary<StoryEvent> {
  const told: fc.Arbitrary<Told> = fc.oneof(
    fc
      .record({ store: fc.constantFrom('mitte', 'nord'), quantity: fc.integer({ min: 1, max: 3 }) })
      .map(
        (data) =>
          ['purchase', { ...data, orderId: '1', total: { amountMinor: 450, currency: 'EUR' } }] as const,
      ),
    fc.constant<Told>(['visit', {}]),
    fc
      .oneof(
        fc.record({ timezone: fc.constantFrom('Europe/Berlin', 'America/New_York') }),
        fc.record({
          tags: fc.subarray(['vip']),
          attributes: fc.record({ birthday: fc.constant('2028-03-12') }),
        }),
      )
      .map((changed): Told => ['profile_changed', { changed }]),
    fc
      .constantFrom('consent_given', 'consent_withdrawn')
      .map((type): Told => [type, { topic: 'offers', channel: 'email', basis: 'test', textVersion: '1' }]),
  );
  return fc
    .tuple(fc.integer({ min: 0, max: (UNTIL - START) / HOUR_MS }), told)
    .map(([hours, [type, data]]) => ({ at: instantOf(START + hours * HOUR_MS), type, data }));
}

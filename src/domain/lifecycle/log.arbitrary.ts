import * as fc from 'fast-check';
import type { NewEvent } from '../event/member-event.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import { instantOf, MINUTE_MS } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { happened } from './log.fixture.ts';

/** Weeks around a leap day and the start of summer time in New York and in Berlin. */
const FIRST = at('2028-02-20');
const LAST = at('2028-04-10');
const STEP_MS = 90 * MINUTE_MS;

/** So coarse that events, limits and looks often coincide. */
export const instants: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: (LAST - FIRST) / STEP_MS })
  .map((steps) => instantOf(FIRST + steps * STEP_MS));

type Told = readonly [type: string, data: JsonObject];

const zoneNames = fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Asia/Kolkata');
const birthdays = fc.constantFrom('1990-03-26', '1992-02-29', '2028-03-12', 'unknown');

const enrolments: fc.Arbitrary<Told> = fc
  .record({ timezone: zoneNames, attributes: fc.record({ birthday: birthdays }) })
  .map((data) => ['enrolled', data]);

const profileChanges: fc.Arbitrary<Told> = fc
  .oneof(
    fc.record({ timezone: zoneNames }),
    fc.record({ attributes: fc.record({ birthday: fc.option(birthdays) }) }),
    fc.record({ reachable: fc.subarray(['email', 'sms']), tags: fc.subarray(['vip', 'new']) }),
  )
  .map((changed) => ['profile_changed', { changed }]);

const consents: fc.Arbitrary<Told> = fc
  .tuple(fc.constantFrom('consent_given', 'consent_withdrawn'), fc.constantFrom('offers', 'service'))
  .map(([type, topic]) => [type, { topic, channel: 'email' }]);

const points: fc.Arbitrary<Told> = fc
  .tuple(
    fc.constantFrom('points_earned', 'points_vested', 'points_expired'),
    fc.record({
      wallet: fc.constantFrom('beans', 'status'),
      amount: fc.integer({ min: 1, max: 5 }),
      state: fc.constantFrom('active', 'pending'),
    }),
  )
  .map(([type, data]) => [type, data]);

const purchases: fc.Arbitrary<Told> = fc
  .record({ store: fc.constantFrom('mitte', 'nord'), quantity: fc.integer({ min: 1, max: 3 }) })
  .map((data) => ['purchase', data]);

const returns: fc.Arbitrary<Told> = fc.constant(['return', {}]);

const clicks: fc.Arbitrary<Told> = fc
  .record({
    node: fc.constantFrom('mail', 'last'),
    template: fc.constant('winback'),
    run: fc.constantFrom(deriveUuid('run'), deriveUuid('other')),
  })
  .map((data) => ['message_clicked', data]);

export const events: fc.Arbitrary<NewEvent> = fc
  .tuple(
    instants,
    fc.oneof(
      { weight: 5, arbitrary: purchases },
      { weight: 3, arbitrary: profileChanges },
      ...[enrolments, consents, points, returns, clicks].map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
  )
  .map(([when, [type, data]]) => happened(type, when, data));

/** Events in order of arrival, which is not always the order in which they happened. */
export const logs: fc.Arbitrary<readonly NewEvent[]> = fc.array(events, { maxLength: 14 });

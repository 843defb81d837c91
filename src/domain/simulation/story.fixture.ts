import type { JourneyControl } from '../journey/control.ts';
import type { Journey } from '../journey/journey.ts';
import { composeDefinitions } from '../lifecycle/compose-definitions.ts';
import type { Definitions } from '../lifecycle/definitions.ts';
import type { Program } from '../program/program.ts';
import { UTC } from '../values/calendar.ts';
import { at } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { simulate } from './simulate.ts';
import type { StoryEvent, StoryMember } from './story.ts';
import type { TraceLine } from './trace.ts';

const PUBLISHED_AT = at('2027-01-01');

/** Ten points for each purchase. */
export const program: Program = {
  id: 'corner-coffee',
  currency: 'EUR',
  zone: UTC,
  wallets: { beans: { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } } },
  attributes: { birthday: 'date', newsletter: 'flag', intent: 'number' },
  topics: ['offers', 'service'],
  earn: [
    {
      id: 'base',
      upon: { type: 'purchase', where: [] },
      who: null,
      award: [{ kind: 'fixed', wallet: 'beans', points: 10 }],
    },
  ],
};

/** The definitions of a revision: these journeys, under this control, from then on. */
export function published(
  journeys: readonly Journey[],
  rest: Partial<Definitions> & { readonly control?: JourneyControl } = {},
): Definitions {
  const { control = { kind: 'running' }, ...given } = rest;
  return composeDefinitions({
    revision: 1,
    publishedAt: PUBLISHED_AT,
    program,
    journeys: journeys.map((journey) => ({ journey, firstPublishedAt: PUBLISHED_AT, control })),
    older: [],
    ...given,
  });
}

export const happens = (when: string, type: string, data: JsonObject = {}): StoryEvent => ({
  at: at(when),
  type,
  data,
});

export function buys(when: string): StoryEvent {
  return happens(when, 'purchase', { orderId: when, total: { amountMinor: 450, currency: 'EUR' } });
}

/** Someone with an e-mail address who agreed to offers by e-mail. */
export const reader: StoryMember = {
  zone: null,
  locale: null,
  attributes: {},
  reachable: ['email'],
  consents: [{ topic: 'offers', channel: 'email' }],
};

export interface Told {
  readonly start?: string;
  readonly member?: Partial<StoryMember>;
  readonly events?: readonly StoryEvent[];
  readonly until: string;
}

/** What journeys make of a story, a line each, without the points: `2027-02-15 message_sent winback/offer`. */
export function traceFor(definitions: readonly Definitions[], told: Told): readonly string[] {
  const { start = '2027-01-01', member = {}, events = [], until } = told;
  const story = { start: at(start), member: { ...reader, ...member }, events, until: at(until) };
  const { trace } = simulate(story, definitions);
  return trace.filter(({ what }) => !what.startsWith('points_')).map(lineOf);
}

function lineOf({ at: instant, what, data }: TraceLine): string {
  const { journey, node, reason } = data;
  const place = [journey, node].filter((word) => typeof word === 'string').join('/');
  const when = formatInstant(instant)
    .replace(/T00:00:00(\.000)?Z$/, '')
    .replace(/\.000Z$/, 'Z');
  const words = [when, what, place, reason].filter((word) => typeof word === 'string');
  return words.filter((word) => word !== '').join(' ');
}

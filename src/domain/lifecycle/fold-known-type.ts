import type { NewEvent } from '../event/member-event.ts';
import { changed, NO_POINTS } from '../ledger/balance.ts';
import type { Balance } from '../ledger/balance.ts';
import { parseZone } from '../values/calendar.ts';
import type { Zone } from '../values/calendar.ts';
import { isJsonList, isJsonObject, own } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import { CHANNELS } from './facts.ts';
import type { Channel, Facts } from './facts.ts';

type Fold = (facts: Facts, event: NewEvent) => Facts;

/** What an event of one of the platform's own types changes beyond being counted; other types change nothing. */
export function foldKnownType(facts: Facts, event: NewEvent): Facts {
  return FOLDS.get(event.type)?.(facts, event) ?? facts;
}

const foldEnrolled: Fold = (facts, { occurredAt, data }) => ({
  ...foldProfile(facts, data),
  enrolledAt: occurredAt,
});

const foldProfileChanged: Fold = (facts, { data }) =>
  isJsonObject(data.changed) ? foldProfile(facts, data.changed) : facts;

/** The later word counts, whatever the order of arrival; of two at one instant the one that arrived later. */
function foldConsent(given: boolean): Fold {
  return (facts, { occurredAt, data }) => {
    const { topic, channel } = data;
    if (typeof topic !== 'string' || typeof channel !== 'string') return facts;
    const key = `${topic}/${channel}`;
    const before = facts.consents[key];
    if (before !== undefined && before.at > occurredAt) return facts;
    return { ...facts, consents: { ...facts.consents, [key]: { given, at: occurredAt } } };
  };
}

/** Adds `change`, so that folds that meet the same events in different orders come to the same balances. */
const foldPoints: Fold = (facts, { data: { wallet, change } }) => {
  if (typeof wallet !== 'string' || !isJsonObject(change)) return facts;
  const before = own(facts.balances, wallet) ?? NO_POINTS;
  return { ...facts, balances: { ...facts.balances, [wallet]: changed(before, readChange(change)) } };
};

const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['enrolled', foldEnrolled],
  ['profile_changed', foldProfileChanged],
  ['consent_given', foldConsent(true)],
  ['consent_withdrawn', foldConsent(false)],
  ['points_earned', foldPoints],
  ['points_vested', foldPoints],
  ['points_redeemed', foldPoints],
  ['points_expired', foldPoints],
  ['points_reversed', foldPoints],
]);

/** Each part that is given replaces the one before; attributes one by one, where null removes. */
function foldProfile(facts: Facts, part: JsonObject): Facts {
  return {
    ...facts,
    zone: readZone(part.timezone, facts.zone),
    locale: readText(part.locale, facts.locale),
    attributes: isJsonObject(part.attributes)
      ? withoutNulls({ ...facts.attributes, ...part.attributes })
      : facts.attributes,
    tags: isJsonList(part.tags) ? part.tags.filter((tag) => typeof tag === 'string') : facts.tags,
    reachable: isJsonList(part.reachable)
      ? CHANNELS.filter((channel) => isJsonList(part.reachable) && part.reachable.includes(channel))
      : facts.reachable,
  };
}

function readZone(value: JsonValue | undefined, before: Zone | null): Zone | null {
  if (value === undefined) return before;
  return typeof value === 'string' ? parseZone(value) : null;
}

function readText(value: JsonValue | undefined, before: string | null): string | null {
  if (value === undefined) return before;
  return typeof value === 'string' ? value : null;
}

function withoutNulls(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}

function readChange(change: JsonObject): Balance {
  const by = (state: keyof Balance): number => {
    const amount = change[state];
    return typeof amount === 'number' ? amount : 0;
  };
  return {
    active: by('active'),
    pending: by('pending'),
    held: by('held'),
    debt: by('debt'),
    lifetime: by('lifetime'),
  };
}

import type { NewEvent } from '../event/member-event.ts';
import { balanceOf, changed } from '../ledger/balance.ts';
import type { Balance } from '../ledger/balance.ts';
import { CHANNELS } from '../member/channel.ts';
import { consentKey } from '../member/consents.ts';
import { MEMBER_MERGED } from '../member/merge.ts';
import { parseZone } from '../values/calendar.ts';
import type { Zone } from '../values/calendar.ts';
import { parseUuid } from '../values/identity.ts';
import { isJsonList, isJsonObject } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import type { Facts } from './facts.ts';

type PointsState = 'active' | 'pending';

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
    const key = consentKey(topic, channel);
    const before = facts.consents[key];
    if (before !== undefined && before.at > occurredAt) return facts;
    return { ...facts, consents: { ...facts.consents, [key]: { given, at: occurredAt } } };
  };
}

/**
 * Adds and takes amounts instead of copying the balance that the event ends with: the log's own order and the
 * lifecycle's meet the same events in different orders, and must come to the same balances.
 */
function foldPoints(changeOf: (points: number, state: PointsState) => Partial<Balance>): Fold {
  return (facts, { data: { wallet, amount, state } }) => {
    if (typeof wallet !== 'string' || typeof amount !== 'number') return facts;
    return withChange(facts, wallet, changeOf(amount, state === 'pending' ? 'pending' : 'active'));
  };
}

/** Points of an event that says itself what it does to the balance. */
const foldChange: Fold = (facts, { data: { wallet, change } }) => {
  if (typeof wallet !== 'string' || !isJsonObject(change)) return facts;
  const { active, pending, held, debt, lifetime } = change;
  return withChange(facts, wallet, {
    active: pointsIn(active),
    pending: pointsIn(pending),
    held: pointsIn(held),
    debt: pointsIn(debt),
    lifetime: pointsIn(lifetime),
  });
};

function pointsIn(points: JsonValue | undefined): number {
  return typeof points === 'number' ? points : 0;
}

function withChange(facts: Facts, wallet: string, change: Partial<Balance>): Facts {
  const after = changed(balanceOf(facts.balances, wallet), change);
  return { ...facts, balances: { ...facts.balances, [wallet]: after } };
}

/** In the log of the one who stays it changes nothing: their points have events of their own. */
const foldMerged: Fold = (facts, { data: { into } }) => {
  const mergedInto = typeof into === 'string' ? parseUuid(into) : null;
  return mergedInto === null ? facts : { ...facts, mergedInto };
};

const FOLDS: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ['enrolled', foldEnrolled],
  ['profile_changed', foldProfileChanged],
  ['consent_given', foldConsent(true)],
  ['consent_withdrawn', foldConsent(false)],
  [MEMBER_MERGED, foldMerged],
  ['points_earned', foldPoints((points, state) => ({ [state]: points, lifetime: points }))],
  ['points_vested', foldPoints((points) => ({ pending: -points, active: points }))],
  ['points_expired', foldPoints((points, state) => ({ [state]: -points }))],
  ['balance_opened', foldChange],
  ['points_held', foldChange],
  ['points_redeemed', foldChange],
  ['points_released', foldChange],
  ['points_reversed', foldChange],
  ['points_given_back', foldChange],
  ['points_repaid', foldChange],
  ['points_transferred', foldChange],
  ['points_adjusted', foldChange],
  ['points_merged', foldChange],
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

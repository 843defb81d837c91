import { localDay, type Zone } from '../domain/values/calendar.ts';
import { civilDateOf } from '../domain/values/civil-date.ts';
import type { Instant } from '../domain/values/instant.ts';
import type { JsonObject } from '../domain/values/json.ts';
import { BEANS, DRINKS, FOOD, STORES, SUMMER_DRINK, type Product } from './menu.ts';
import { FAMILY_NAMES, GIVEN_NAMES, MAIL_DOMAINS } from './names.ts';
import { randomOf, type Random } from './random.ts';
import { visitsOf, type VisitingHabit } from './visiting-habit.ts';

/** A generated member with everything they bought. */
export interface DemoMember {
  readonly externalId: string;
  readonly email: string;
  readonly locale: string;
  readonly enrolledAt: Instant;
  readonly attributes: JsonObject;
  /** Whether the member agreed to offers by e-mail when enrolling. */
  readonly wantsOffers: boolean;
  readonly purchases: readonly DemoPurchase[];
}

export interface DemoPurchase {
  readonly externalId: string;
  readonly at: Instant;
  readonly data: JsonObject;
}

export interface DemoSetting {
  readonly seed: string;
  /** The past ends here, excluded. Generated days are counted back from its local day. */
  readonly end: Instant;
  readonly zone: Zone;
  readonly currency: string;
}

export const HISTORY_DAYS = 548;
/** Most members joined when the program opened; the others came later, evenly. */
const OPENING_SHARE = 0.5;
const OPENING_DAYS = 42;
const LAST_JOIN_DAYS_AGO = 10;
const DRIFTING_SHARE = 0.1;
/** Nobody drifts away before knowing the café. */
const LOYAL_DAYS_MIN = 42;
const CONSENT_SHARE = 0.85;
const VISITS_PER_WEEK = [0.7, 0.9, 1, 1, 1.1, 1.3, 1.6, 2.2];

/** Member number `index` (from 1): the same for the same seed, number, end and zone, whoever else is generated. */
export function generateMember(setting: DemoSetting, index: number): DemoMember {
  const { seed, zone, end } = setting;
  const random = randomOf('demo', seed, String(index));
  const externalId = `demo-${String(index).padStart(4, '0')}`;
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  const habit = habitOf(random, localDay(end, zone));
  const visits = visitsOf(random, habit, zone, end);
  const favourite = random.weighted(DRINKS);
  const store = random.weighted(STORES);
  const [first = end] = visits;
  const wantsOffers = random.happens(CONSENT_SHARE);
  return {
    externalId,
    email: `${given}.${family}.${index}@${random.pick(MAIL_DOMAINS)}`.toLowerCase(),
    locale: random.happens(0.8) ? 'de-DE' : 'en-GB',
    enrolledAt: first,
    attributes: {
      birthday: civilDateOf(localDay(end, zone) - (18 + random.below(55)) * 365 - random.below(365)),
      favouriteStore: store,
      newsletter: wantsOffers,
    },
    wantsOffers,
    purchases: visits.map((at, visit) => {
      const purchaseId = `${externalId}-${String(visit + 1).padStart(4, '0')}`;
      return {
        externalId: purchaseId,
        at,
        data: purchaseData(random, setting, purchaseId, store, favourite, at),
      };
    }),
  };
}

function habitOf(random: Random, today: number): VisitingHabit {
  const opening = today - HISTORY_DAYS;
  const latestJoin = today - LAST_JOIN_DAYS_AGO;
  const joinedEarly = random.happens(OPENING_SHARE);
  const from = opening + random.below(joinedEarly ? OPENING_DAYS : latestJoin - opening);
  const isDrifting = random.happens(DRIFTING_SHARE);
  const driftRoom = today - from - LOYAL_DAYS_MIN;
  const driftsFrom = isDrifting && driftRoom > 0 ? from + LOYAL_DAYS_MIN + random.below(driftRoom) : null;
  return { perWeek: random.pick(VISITS_PER_WEEK), from, driftsFrom };
}

const SUMMER_MONTHS: ReadonlySet<string> = new Set(['06', '07', '08']);

function purchaseData(
  random: Random,
  { currency, zone }: DemoSetting,
  orderId: string,
  store: string,
  favourite: Product,
  at: Instant,
): JsonObject {
  const month = civilDateOf(localDay(at, zone)).slice(5, 7);
  const drink = SUMMER_MONTHS.has(month) && random.happens(0.25) ? SUMMER_DRINK : favourite;
  const products = [random.happens(0.9) ? drink : random.weighted(DRINKS)];
  if (random.happens(0.34)) products.push(random.weighted(FOOD));
  if (random.happens(0.03)) products.push(random.weighted(BEANS));
  const lines = products.map(({ sku, name, category, priceMinor }) => ({
    sku,
    name,
    category,
    quantity: 1,
    amount: { amountMinor: priceMinor, currency },
  }));
  const amountMinor = products.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  return { orderId, total: { amountMinor, currency }, lines, store, channel: 'till' };
}

import type { AttributeType, Program } from '../program/program.ts';
import { assertNever } from '../values/assert-never.ts';
import type { Zone } from '../values/calendar.ts';
import { parseDate } from '../values/civil-date.ts';
import { isJsonList, own, sameJson } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import { pointerStep } from '../values/json-pointer.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import type { Channel } from './channel.ts';

/** How a member can be reached, and in which zone and language. Addresses stay out of events and facts. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
  readonly timezone: Zone | null;
  readonly locale: string | null;
}

/** The channels on which a member has an address. */
export function reachableBy({ email, phone }: Pick<Contact, 'email' | 'phone'>): readonly Channel[] {
  return [...(email === null ? [] : ['email' as const]), ...(phone === null ? [] : ['sms' as const])];
}

/**
 * Whether the program declares each attribute and the value is of its type; null takes an attribute away.
 * Refuses `unknown_attribute` and `invalid_input`, naming the place below `/attributes`.
 */
export function checkAttributes({ attributes: types }: Program, attributes: JsonObject): Result<null> {
  for (const [name, value] of Object.entries(attributes)) {
    const type = own(types, name);
    const pointer = `/attributes${pointerStep(name)}`;
    if (type === undefined) {
      return refuse('unknown_attribute', `the program has no attribute ${JSON.stringify(name)}`, pointer);
    }
    if (value !== null && !isOfType(type, value)) {
      return refuse('invalid_input', `${name} must be ${MEANINGS[type]}`, pointer);
    }
  }
  return ok(null);
}

const MEANINGS: Readonly<Record<AttributeType, string>> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  date: 'a day that exists, as YYYY-MM-DD',
  list: 'a list of texts',
};

function isOfType(type: AttributeType, value: JsonValue): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && parseDate(value) !== null;
    case 'list':
      return isJsonList(value) && value.every((element) => typeof element === 'string');
    default:
      return assertNever(type);
  }
}

/** A change of a profile. What is left out stays as it is; null takes it away. */
export type ProfileChange = {
  readonly [Name in keyof Contact]?: Contact[Name] | undefined;
} & { readonly attributes?: JsonObject | undefined };

export function changedContact(before: Contact, change: ProfileChange): Contact {
  return {
    email: change.email === undefined ? before.email : change.email,
    phone: change.phone === undefined ? before.phone : change.phone,
    timezone: change.timezone === undefined ? before.timezone : change.timezone,
    locale: change.locale === undefined ? before.locale : change.locale,
  };
}

/**
 * What the event `profile_changed` says of a change, in `changed`: only what is different now, and of addresses only on
 * which channels there is one. Empty when the log need not know.
 */
export function profileNews(
  before: { readonly contact: Contact; readonly attributes: JsonObject },
  after: { readonly contact: Contact; readonly attributes: JsonObject },
): JsonObject {
  const attributes = Object.entries(after.attributes).filter(
    ([name, value]) => !sameJson(value, before.attributes[name] ?? null),
  );
  const reachable = reachableBy(after.contact);
  const { timezone, locale } = after.contact;
  return {
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(!sameJson(reachable, reachableBy(before.contact)) && { reachable }),
    ...(timezone !== before.contact.timezone && { timezone }),
    ...(locale !== before.contact.locale && { locale }),
  };
}

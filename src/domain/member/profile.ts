import type { Channel } from '../lifecycle/facts.ts';
import type { AttributeType, Program } from '../program/program.ts';
import { assertNever } from '../values/assert-never.ts';
import type { Zone } from '../values/calendar.ts';
import { parseDate } from '../values/civil-date.ts';
import { isJsonList } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';

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
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const pointer = `/attributes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
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

import { balanceOf } from '../ledger/balance.ts';
import { POINTS_EVENTS } from '../ledger/points-events.ts';
import type { Facts } from '../lifecycle/facts.ts';
import { assertNever } from '../values/assert-never.ts';
import { instantOfDate } from '../values/calendar.ts';
import { parseDate } from '../values/civil-date.ts';
import { formatInstant, parseInstant } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import { valueAt } from '../values/json.ts';
import type { JsonValue } from '../values/json.ts';
import type { Reference, ValueSource } from '../values/reference.ts';
import { ANY_EVENT } from './condition-kind.ts';
import type { Moment } from './moment.ts';

/** What `member.` leads to besides the program's attributes, none of which may have such a name. */
export const NAMES_OF_EVERY_MEMBER = [
  'enrolledAt',
  'locale',
  'timezone',
  'tags',
  'purchase',
  'balance',
  'attributes',
] as const;

/**
 * The value of a source at a moment: the literal, what the reference leads to, or its default when that is missing or
 * null; undefined without a default. Instants are RFC 3339 text. None of them changes by time alone.
 *
 * - `member.<attribute>`, also `member.attributes.<name>`; `member.enrolledAt`, `locale`, `timezone`, `tags`;
 *   `member.purchase.last`, `member.purchase.count`; `member.balance.<wallet>` (active points), `….<state>`
 * - `run.key`, `run.startedAt`, `run.item`, `run.data.<path>`; `nodes.<id>.<path>`: the node's latest result
 * - `event.type`, `event.occurredAt`, and `event.<path>` in its data
 */
export function resolve(source: ValueSource, moment: Moment): JsonValue | undefined {
  if ('literal' in source) return source.literal;
  const found = lookUp(source.ref, moment);
  return found === undefined || found === null ? source.default : found;
}

/** The instant that a source leads to; a date is its first instant in the member's zone. Null: it is neither. */
export function resolveInstant(source: ValueSource, moment: Moment): Instant | null {
  const value = resolve(source, moment);
  if (typeof value !== 'string') return null;
  const date = parseDate(value);
  return date === null ? parseInstant(value) : instantOfDate(date, moment.zone);
}

/** Types of the events that may change what a reference leads to. */
export function dependsOnReference({ ref }: Reference): readonly string[] {
  const [root, name] = ref.split('.');
  if (root !== 'member') return [ANY_EVENT];
  if (name === 'purchase') return ['purchase'];
  if (name === 'balance') return POINTS_EVENTS;
  return ['enrolled', 'profile_changed'];
}

function lookUp(ref: string, moment: Moment): JsonValue | undefined {
  const [root, path] = cut(ref);
  switch (root) {
    case 'member':
      return inMember(path, moment.facts);
    case 'run':
      return inRun(path, moment);
    case 'nodes':
      return moment.run === null ? undefined : valueAt(moment.run.nodes, path);
    case 'event':
      return inEvent(path, moment);
    default:
      return undefined;
  }
}

function inMember(path: string, facts: Facts): JsonValue | undefined {
  const [first, rest] = cut(path);
  const name = NAMES_OF_EVERY_MEMBER.find((known) => known === first);
  switch (name) {
    case 'enrolledAt':
      return facts.enrolledAt === null ? undefined : formatInstant(facts.enrolledAt);
    case 'locale':
      return facts.locale;
    case 'timezone':
      return facts.zone;
    case 'tags':
      return facts.tags;
    case 'purchase':
      return inPurchases(rest, facts);
    case 'balance':
      return inBalances(rest, facts);
    case 'attributes':
      return valueAt(facts.attributes, rest);
    case undefined:
      return valueAt(facts.attributes, path);
    default:
      return assertNever(name);
  }
}

function inPurchases(name: string, { occurrences }: Facts): JsonValue | undefined {
  const { purchase } = occurrences;
  if (name === 'count') return purchase?.count ?? 0;
  return name === 'last' && purchase !== undefined ? formatInstant(purchase.lastAt) : undefined;
}

function inBalances(path: string, { balances }: Facts): JsonValue | undefined {
  const [wallet, state] = cut(path);
  return valueAt({ ...balanceOf(balances, wallet) }, state === '' ? 'active' : state);
}

function inRun(path: string, { run }: Moment): JsonValue | undefined {
  if (run === null) return undefined;
  const [name] = cut(path);
  switch (name) {
    case 'key':
      return run.key;
    case 'startedAt':
      return formatInstant(run.startedAt);
    case 'item':
    case 'data':
      return valueAt({ item: run.item, data: run.data }, path);
    default:
      return undefined;
  }
}

function inEvent(path: string, { event }: Moment): JsonValue | undefined {
  if (event === null) return undefined;
  if (path === 'type') return event.type;
  return path === 'occurredAt' ? formatInstant(event.occurredAt) : valueAt(event.data, path);
}

/** The first name of a path, and the rest. */
function cut(path: string): readonly [string, string] {
  const dot = path.indexOf('.');
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)];
}

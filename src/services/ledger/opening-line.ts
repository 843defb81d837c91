import type { GivenExpiry } from '../../domain/earning/given-expiry.ts';
import type { SourceLine } from '../../domain/import/source-line.ts';
import { instantOfDate, type Zone } from '../../domain/values/calendar.ts';
import { parseDate } from '../../domain/values/civil-date.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import { parseInstant, type Instant } from '../../domain/values/instant.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { OpenBalance } from './open-balances.ts';

const REQUIRED = ['externalId', 'wallet', 'points'] as const;
const OPTIONAL = ['id', 'earnedAt', 'expiresAt'] as const;

type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** Where in a record each column stands; others are passed over. */
export type OpeningColumns = ReadonlyMap<Column, number>;

/** Reads the header, whatever the order of its columns. Refuses `invalid_input` where one is missing. */
export function openingColumns({ cells }: SourceLine): Result<OpeningColumns> {
  const missing = REQUIRED.filter((name) => !cells.includes(name));
  if (missing.length > 0) return refuse('invalid_input', `the header lacks ${missing.join(', ')}`);
  const found = [...REQUIRED, ...OPTIONAL].filter((name) => cells.includes(name));
  return ok(new Map(found.map((name) => [name, cells.indexOf(name)])));
}

/** What a line leaves out because it holds for the whole file. */
export interface OpeningTerms {
  readonly source: string;
  readonly reason: string;
  /** Of dates without a time: the day begins there. */
  readonly zone: Zone;
}

/**
 * The balance that a line opens. Without an `id` of its own it is known by what it says, so that a file may be read
 * again; two lines that say the same are then one. Refuses `invalid_input` for what cannot be read.
 */
export function readOpeningLine(
  { cells }: SourceLine,
  columns: OpeningColumns,
  { source, reason, zone }: OpeningTerms,
): Result<OpenBalance> {
  const cell = (name: Column) => cells[columns.get(name) ?? -1]?.trim() ?? '';
  const externalId = cell('externalId');
  const wallet = cell('wallet');
  if (externalId === '') return refuse('invalid_input', 'externalId is empty');
  const written = cell('points');
  if (!/^-?\d+(\.\d+)?$/.test(written)) return refuse('invalid_input', `points: ${written} is not a number`);
  const earnedAt = readTime('earnedAt', cell('earnedAt'), zone);
  if (!earnedAt.ok) return earnedAt;
  const expiresAt = readExpiry(cell('expiresAt'), zone);
  if (!expiresAt.ok) return expiresAt;
  const said = { wallet, points: Number(written), earnedAt: earnedAt.value, expiresAt: expiresAt.value };
  const requestId = cell('id') === '' ? fingerprint({ externalId, ...said }) : cell('id');
  return ok({ source, reason, requestId, member: { externalId }, ...said });
}

function readExpiry(text: string, zone: Zone): Result<GivenExpiry> {
  if (text === 'never') return ok(null);
  const time = readTime('expiresAt', text, zone);
  return time.ok ? ok(time.value ?? 'by_wallet') : time;
}

/** Null where nothing is written. */
function readTime(column: Column, text: string, zone: Zone): Result<Instant | null> {
  if (text === '') return ok(null);
  const date = parseDate(text);
  const instant = date === null ? parseInstant(text) : instantOfDate(date, zone);
  return instant === null
    ? refuse('invalid_input', `${column}: ${text} is no date and no time`)
    : ok(instant);
}

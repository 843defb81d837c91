import { minorDigitsOf } from '../values/currency.ts';
import { absolute, approximate, parseDecimal, roundHalfUp, times, type Decimal } from '../values/decimal.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { firstMatch } from './line-rule.ts';
import type { LinesMapping, Mapping } from './mapping.ts';
import type { UnreadableReason } from './source-line.ts';
import { readTime } from './time-reading.ts';

/** What one line says: who bought or gave back, when, for how much, and the goods when lines are grouped. */
export interface PurchasedLine {
  readonly member: string;
  readonly at: Instant;
  readonly currency: string;
  readonly amountMinor: number;
  readonly item: JsonObject | null;
}

export type LineReading =
  | { readonly kind: 'line'; readonly line: PurchasedLine }
  | { readonly kind: 'rejected'; readonly reason: string; readonly detail: string };

type Cell = (column: string) => string;

/** Whether lines tell of a purchase or of goods that came back. */
export type OrderKind = 'purchase' | 'return';

/**
 * Reads one line that no skip rule matched. Amounts are exact: quantity × price is rounded once, half up. What came back
 * is read without its sign: most files write it below zero.
 */
export function readLine(mapping: Mapping, kind: OrderKind, cell: Cell): LineReading {
  const rule = firstMatch(mapping.reject, cell);
  if (rule !== null) return { kind: 'rejected', reason: rule.reason, detail: describeRule(rule.where) };
  const { purchase } = mapping;
  const member = cell(mapping.member.column);
  if (member === '') return unreadable('missing_member', `${mapping.member.column} is empty`);
  const at = readTime(purchase.time.reading, cell(purchase.time.column));
  if (at === null) return unreadable('unreadable_time', quote(purchase.time.column, cell));
  const currency =
    purchase.currency.kind === 'code' ? purchase.currency.code : cell(purchase.currency.column);
  const digits = minorDigitsOf(currency);
  if (digits === null)
    return unreadable('unknown_currency', `${JSON.stringify(currency)} is not a currency code`);
  const number = (column: string): Decimal | null => {
    const decimal = readDecimal(mapping, cell(column));
    return decimal === null || kind === 'purchase' ? decimal : absolute(decimal);
  };
  if (purchase.amount.kind === 'lines')
    return readItem(purchase.amount.lines, { cell, number, digits, member, at, currency });
  const total = number(purchase.amount.column);
  const amountMinor = total === null ? null : roundHalfUp(total, digits);
  if (amountMinor === null) return unreadable('unreadable_amount', quote(purchase.amount.column, cell));
  return { kind: 'line', line: { member, at, currency, amountMinor, item: null } };
}

interface ItemContext {
  readonly cell: Cell;
  readonly number: (column: string) => Decimal | null;
  readonly digits: number;
  readonly member: string;
  readonly at: Instant;
  readonly currency: string;
}

function readItem(
  lines: LinesMapping,
  { cell, number, digits, member, at, currency }: ItemContext,
): LineReading {
  const sku = cell(lines.sku);
  if (sku === '') return unreadable('missing_sku', `${lines.sku} is empty`);
  const quantity = number(lines.quantity);
  if (quantity === null) return unreadable('unreadable_quantity', quote(lines.quantity, cell));
  const amount = number(lines.amount.column);
  const exact = amount !== null && lines.amount.kind === 'price' ? times(quantity, amount) : amount;
  const amountMinor = exact === null ? null : roundHalfUp(exact, digits);
  if (amountMinor === null) return unreadable('unreadable_amount', quote(lines.amount.column, cell));
  const item: JsonObject = {
    sku,
    ...textAt('name', lines.name, cell),
    ...textAt('category', lines.category, cell),
    quantity: approximate(quantity),
    amount: { amountMinor, currency },
  };
  return { kind: 'line', line: { member, at, currency, amountMinor, item } };
}

function textAt(name: string, column: string | null, cell: Cell): JsonObject {
  const text = column === null ? '' : cell(column);
  return text === '' ? {} : { [name]: text };
}

function readDecimal({ decimalMark }: Mapping, text: string): Decimal | null {
  const trimmed = text.trim();
  if (decimalMark === '.') return parseDecimal(trimmed);
  return trimmed.includes('.') ? null : parseDecimal(trimmed.replace(',', '.'));
}

function unreadable(reason: UnreadableReason, detail: string): LineReading {
  return { kind: 'rejected', reason, detail };
}

function quote(column: string, cell: Cell): string {
  return `${column} is ${JSON.stringify(cell(column))}`;
}

function describeRule(where: Readonly<Record<string, unknown>>): string {
  return `reject rule on ${Object.keys(where).join(', ')}`;
}

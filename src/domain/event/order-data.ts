import { isJsonList, isJsonObject } from '../values/json.ts';
import type { JsonObject, JsonValue } from '../values/json.ts';
import { moneyOf } from '../values/money.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';

/** Lines of one purchase or return, at most. */
const LINES_MAX = 1_000;

/**
 * Checks the data of a `purchase`: `{ orderId, total, tax?, shipping?, lines?: [{ sku, quantity, amount, … }], … }`.
 * Amounts are money of the program's currency, whole minor units, not below zero. Other names are kept as they are.
 * Refuses `invalid_input` and `wrong_currency`, naming the place.
 */
export function checkPurchase(data: JsonObject, currency: string): Result<null> {
  const required = text(data, 'orderId') ?? amount(data, 'total', currency, 'required');
  return required ?? checkAmountsAndLines(data, currency);
}

/** Checks the data of a `return`: `{ returnId, orderId?, total?, lines? }`, with the same rules. */
export function checkReturn(data: JsonObject, currency: string): Result<null> {
  const orderId = data['orderId'] === undefined ? null : text(data, 'orderId');
  const named = text(data, 'returnId') ?? orderId ?? amount(data, 'total', currency, 'optional');
  return named ?? checkAmountsAndLines(data, currency);
}

function checkAmountsAndLines(data: JsonObject, currency: string): Result<null> {
  return (
    amount(data, 'tax', currency, 'optional') ??
    amount(data, 'shipping', currency, 'optional') ??
    lines(data['lines'], currency) ??
    ok(null)
  );
}

function lines(value: JsonValue | undefined, currency: string): Result<never> | null {
  if (value === undefined) return null;
  if (!isJsonList(value)) return refuse('invalid_input', 'lines must be a list', '/data/lines');
  if (value.length > LINES_MAX) {
    return refuse('invalid_input', `an order has at most ${LINES_MAX} lines`, '/data/lines');
  }
  for (const [index, line] of value.entries()) {
    const at = `/lines/${index}`;
    if (!isJsonObject(line)) return refuse('invalid_input', 'a line must be an object', `/data${at}`);
    const fault =
      text(line, 'sku', at) ?? quantity(line, at) ?? amount(line, 'amount', currency, 'required', at);
    if (fault !== null) return fault;
  }
  return null;
}

function text(data: JsonObject, name: string, at = ''): Result<never> | null {
  const value = data[name];
  if (typeof value === 'string' && value !== '') return null;
  return refuse('invalid_input', `${name} must be a text that is not empty`, `/data${at}/${name}`);
}

function quantity(line: JsonObject, at: string): Result<never> | null {
  const value = line['quantity'];
  if (typeof value === 'number' && value > 0) return null;
  return refuse('invalid_input', 'quantity must be a number above zero', `/data${at}/quantity`);
}

function amount(
  data: JsonObject,
  name: string,
  currency: string,
  presence: 'required' | 'optional',
  at = '',
): Result<never> | null {
  const value = data[name];
  if (value === undefined && presence === 'optional') return null;
  const pointer = `/data${at}/${name}`;
  const money = moneyOf(value);
  if (money === null || money.amountMinor < 0) {
    const shape = '{ "amountMinor": a whole number from 0, "currency": a code of three letters }';
    return refuse('invalid_input', `${name} must be ${shape}`, pointer);
  }
  if (money.currency === currency) return null;
  return refuse(
    'wrong_currency',
    `${name} is in ${money.currency}; the program counts in ${currency}`,
    `${pointer}/currency`,
  );
}

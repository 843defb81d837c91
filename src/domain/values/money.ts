import { isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';

/** An amount in the smallest unit of its currency (ISO 4217), a safe integer. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Reads money from an event's data; null when it is anything else. */
export function moneyOf(value: JsonValue | undefined): Money | null {
  if (!isJsonObject(value)) return null;
  const { amountMinor, currency } = value;
  if (typeof amountMinor !== 'number' || !Number.isSafeInteger(amountMinor)) return null;
  return typeof currency === 'string' ? { amountMinor, currency } : null;
}

/** The number that a value counts for in comparisons and sums: itself, or its minor units when it is money. */
export function quantityOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : (moneyOf(value)?.amountMinor ?? null);
}

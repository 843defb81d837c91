/** By code: asking the runtime's tables takes a thousand times as long. At most one entry for each three letters. */
const minorDigits = new Map<string, number | null>();

/** Digits of a currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. Null for what cannot be a currency code. */
export function minorDigitsOf(currency: string): number | null {
  const known = minorDigits.get(currency);
  if (known !== undefined) return known;
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? null;
  minorDigits.set(currency, digits);
  return digits;
}

/** Digits of a currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. Null for what is not a currency code. */
export function minorDigitsOf(currency: string): number | null {
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
    null
  );
}

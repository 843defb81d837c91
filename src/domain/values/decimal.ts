/** A decimal number, exactly: `coefficient` ÷ 10^`scale`. */
export interface Decimal {
  readonly coefficient: bigint;
  /** Digits after the decimal mark, 0 or more. */
  readonly scale: number;
}

/** Longer numbers are refused: no price, quantity or amount needs them, and they would cost time. */
const DECIMAL_LENGTH_MAX = 40;

/** Reads `-12.345`: digits, then perhaps a point and digits. Null for signs other than `-`, exponents and separators. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > DECIMAL_LENGTH_MAX) return null;
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  return { coefficient: BigInt(whole + fraction), scale: fraction.length };
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale };
}

export function absolute({ coefficient, scale }: Decimal): Decimal {
  return { coefficient: coefficient < 0n ? -coefficient : coefficient, scale };
}

/**
 * The number in units of 10^-`digits`, such as minor units of a currency with that many digits: rounded half up, ties
 * away from zero (2.675 → 268, -2.675 → -268). Null beyond the safe integers.
 */
export function roundHalfUp({ coefficient, scale }: Decimal, digits: number): number | null {
  const units =
    scale <= digits ? coefficient * 10n ** BigInt(digits - scale) : quotient(coefficient, scale - digits);
  const value = Number(units);
  return Number.isSafeInteger(value) ? value : null;
}

/** The nearest double, for comparing by size. */
export function approximate({ coefficient, scale }: Decimal): number {
  return Number(`${coefficient}e-${scale}`);
}

function quotient(coefficient: bigint, digits: number): bigint {
  const divisor = 10n ** BigInt(digits);
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return coefficient < 0n ? -rounded : rounded;
}

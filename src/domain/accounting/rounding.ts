/** A fraction rounded to the nearest whole number, half up. `numerator` is not below zero, `denominator` above it. */
export function dividedHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/**
 * Splits a whole number by weights, so that the parts sum to exactly that number: each gets its share rounded down,
 * and the units that are left go one by one to the largest remainders, of equal ones to the earlier (Hamilton's method).
 * `total` and the weights are safe integers from zero up; where all weights are zero, the first part gets everything.
 */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const exact = weights.map((weight, index) => {
    const share = BigInt(total) * BigInt(weight);
    return { index, whole: share / sum, remainder: share % sum };
  });
  const left = BigInt(total) - exact.reduce((all, { whole }) => all + whole, 0n);
  const byRemainder = exact.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const lucky = new Set(byRemainder.slice(0, Number(left)).map(({ index }) => index));
  return exact.map(({ index, whole }) => Number(whole) + (lucky.has(index) ? 1 : 0));
}

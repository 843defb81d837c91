import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { apportion } from './apportion.ts';

it.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [100, [390, 290], [57, 43]],
  [1, [0, 5, 5], [0, 1, 0]],
  [7, [0, 0], [7, 0]],
  [0, [3, 4], [0, 0]],
  [5, [], []],
] as const)('%d by %j is %j', (total, weights, parts) => {
  expect(apportion(total, weights)).toEqual(parts);
});

it('gives nothing away and keeps nothing back, and no part is a whole unit off its share', () => {
  const weights = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.maxSafeNat(), weights, (total, parts) => {
      const split = apportion(total, parts);
      expect(split.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(total));
      const sum = parts.reduce((all, weight) => all + BigInt(weight), 0n);
      if (sum === 0n) return;
      for (const [index, part] of split.entries()) {
        const share = BigInt(total) * BigInt(parts[index] ?? 0);
        const difference = BigInt(part) * sum - share;
        expect(difference < sum && difference > -sum).toBe(true);
      }
    }),
  );
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal, roundHalfUp, times } from './decimal.ts';

function cents(text: string): number | null {
  const decimal = parseDecimal(text);
  return decimal === null ? null : roundHalfUp(decimal, 2);
}

describe('decimal numbers', () => {
  it.each([
    ['29.33', 2933],
    ['29.3', 2930],
    ['29', 2900],
    ['0.005', 1],
    ['0.0049999', 0],
    ['2.675', 268],
    ['1.005', 101],
    ['-2.675', -268],
    ['-0.004', 0],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is %d cents', (text, expected) => {
    expect(cents(text)).toBe(expected);
  });

  it.each(['', ' 1', '1e3', '+1', '1,5', '.5', '5.', '--1', '0x10', 'NaN', '1'.repeat(41)])(
    'refuses %j',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );

  it('answers null beyond the safe integers', () => {
    expect(cents('90071992547409.92')).toBeNull();
  });

  it('multiplies exactly', () => {
    const quantity = parseDecimal('3');
    const price = parseDecimal('0.335');
    expect(quantity && price && roundHalfUp(times(quantity, price), 2)).toBe(101);
  });

  it('rounds to the nearest unit, ties away from zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 0, max: 6 }),
        (coefficient, scale) => {
          const rounded = roundHalfUp({ coefficient, scale }, 0);
          const unit = 10n ** BigInt(scale);
          const error = BigInt(rounded ?? 0) * unit - coefficient;
          const magnitude = error < 0n ? -error : error;
          expect(magnitude * 2n <= unit).toBe(true);
          if (magnitude * 2n === unit) expect(error > 0n).toBe(coefficient > 0n);
        },
      ),
    );
  });
});

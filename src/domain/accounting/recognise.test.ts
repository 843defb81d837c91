import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferredOf } from './allocate.ts';
import { expectedToBeRedeemed, RATE_WHOLE, recognisedMinor, type Cohort } from './recognise.ts';

/** Sales of 100,000 that earned 10,000 points. */
function cohort(deferredMinor: number, redeemed: number): Cohort {
  return { deferredMinor, issued: 10_000, redeemed, outstanding: 10_000 - redeemed };
}

describe('revenue from points', () => {
  it('follows the redemptions, and catches up when the estimate changes', () => {
    const first = recognisedMinor(cohort(9_000, 4_500), 9_700);
    const both = recognisedMinor(cohort(9_000, 8_500), 9_900);
    expect([first, both - first]).toEqual([4_175, 3_552]);
  });

  it('is spread over all points where none are expected to lapse', () => {
    expect(recognisedMinor(cohort(9_200, 4_500), RATE_WHOLE)).toBe(4_140);
  });

  it('is what IFRS 15 computes in its Illustrative Example 52', () => {
    const deferred = deferredOf({ priceMinor: 100_000, goodsAloneMinor: 100_000, pointsAloneMinor: 9_500 });
    const first = recognisedMinor(cohort(deferred, 4_500), 9_500);
    const both = recognisedMinor(cohort(deferred, 8_500), 9_700);
    expect([deferred, first, both - first]).toEqual([8_676, 4_110, 3_493]);
  });

  it('is never more than was deferred, and all of it once nothing can be redeemed any more', () => {
    const cohorts = fc
      .record({
        deferredMinor: fc.nat(1_000_000_000),
        issued: fc.integer({ min: 1, max: 1_000_000 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        gone: fc.double({ min: 0, max: 1, noNaN: true }),
        rate: fc.integer({ min: 0, max: RATE_WHOLE }),
      })
      .map(({ deferredMinor, issued, share, gone, rate }) => {
        const redeemed = Math.floor(issued * share);
        const outstanding = Math.floor((issued - redeemed) * gone);
        return { rate, cohort: { deferredMinor, issued, redeemed, outstanding } };
      });
    fc.assert(
      fc.property(cohorts, ({ rate, cohort: one }) => {
        const recognised = recognisedMinor(one, rate);
        expect(recognised).toBeGreaterThanOrEqual(0);
        expect(recognised).toBeLessThanOrEqual(one.deferredMinor);
        expect(recognisedMinor({ ...one, outstanding: 0 }, rate)).toBe(one.deferredMinor);
        expect(expectedToBeRedeemed(one, rate)).toBeGreaterThanOrEqual(one.redeemed);
      }),
    );
  });
});

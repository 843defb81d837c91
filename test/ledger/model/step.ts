import * as fc from 'fast-check';
import type { Operation } from './operation.ts';

/** As often as they are to be drawn. */
const KINDS: readonly Operation['kind'][] = [
  'purchase',
  'purchase',
  'purchase',
  'award',
  'award',
  'opening',
  'redeem',
  'redeem',
  'hold',
  'hold',
  'capture',
  'capture',
  'release',
  'reverseRedemption',
  'giveBack',
  'reverseAward',
  'reverseAward',
  'adjust',
  'transfer',
  'transfer',
  'merge',
  'sweep',
  'timeOut',
];

/** A step as it is drawn: numbers that mean something only where the story has come to. */
export interface Step {
  readonly kind: Operation['kind'];
  readonly who: number;
  readonly other: number;
  readonly wallet: number;
  readonly points: number;
  /** Which of the redemptions, or awards, that there are. */
  readonly which: number;
  readonly term: number;
  /** The clock goes on by so many half days first. */
  readonly halfDays: number;
}

const points = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 200 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -1, 0.5, Number.MAX_SAFE_INTEGER - 50, Number.MAX_SAFE_INTEGER),
  },
);

export const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat(2),
  other: fc.nat(2),
  wallet: fc.nat(1),
  points,
  which: fc.nat(5),
  term: fc.nat(40),
  halfDays: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
});

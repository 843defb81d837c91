import type { Step } from './step.ts';

/** Stories that once told of a mistake; each is told again before any other. */
export const CORPUS: readonly (readonly Step[])[] = [
  // What was pending could vest to a number that is not safe.
  [
    { kind: 'purchase', who: 1, other: 0, wallet: 0, points: 1, which: 0, term: 0, halfDays: 0 },
    { kind: 'adjust', who: 1, other: 0, wallet: 0, points: 2 ** 53 - 1, which: 0, term: 0, halfDays: 0 },
  ],
  // Points that expired as a hold gave them back were asked for again by a return.
  [
    { kind: 'purchase', who: 0, other: 0, wallet: 0, points: 1, which: 0, term: 0, halfDays: 0 },
    { kind: 'hold', who: 0, other: 0, wallet: 1, points: 1, which: 0, term: 0, halfDays: 0 },
    { kind: 'purchase', who: 0, other: 0, wallet: 0, points: 1, which: 0, term: 0, halfDays: 30 },
    { kind: 'release', who: 0, other: 0, wallet: 0, points: 1, which: 0, term: 0, halfDays: 10 },
    { kind: 'reverseAward', who: 0, other: 0, wallet: 0, points: 1, which: 1, term: 0, halfDays: 0 },
  ],
];

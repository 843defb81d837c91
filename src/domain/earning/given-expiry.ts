import type { Program } from '../program/program.ts';
import type { Instant } from '../values/instant.ts';
import { lotTerms } from './lot-terms.ts';

/** When points expire that somebody gives by hand. `by_wallet`: as if they had been earned; null: never. */
export type GivenExpiry = Instant | null | 'by_wallet';

/** When points of the wallet that are given at `at` expire. A wallet that the program lacks is a bug and throws. */
export function expiryOfGiven(
  program: Program,
  wallet: string,
  at: Instant,
  given: GivenExpiry,
): Instant | null {
  return given === 'by_wallet' ? lotTerms(program, wallet, at).expiresAt : given;
}

import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { randomOf, type Random } from '../../src/demo/random.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `short` is part of `npm test`, `long` is `npm run test:faults`. */
    faultsForm: 'short' | 'long';
  }
}

/** How often each part is killed in a round, at most one at a time. */
export interface KillsPerRound {
  readonly api: number;
  readonly worker: number;
  readonly database: number;
  readonly temporal: number;
}

/** How much is injected; everything that is left to chance follows from the seed. */
export interface FaultsForm {
  readonly isLong: boolean;
  /** After each round everything must come to rest, and everything is compared. */
  readonly rounds: number;
  readonly killsPerRound: KillsPerRound;
  /** Of events, each one to five times. */
  readonly deliveries: number;
  /** Draws for one purpose, independent of all others. */
  readonly randomFor: (purpose: string) => Random;
}

const LONG_ROUNDS = 100;
const DELIVERIES_PER_ROUND = 10_000;

/** Reads `FAULTS_ROUNDS` (long form only; 100 unless given) and `FAULTS_SEED`, and prints the seed. */
export function faultsForm(): FaultsForm {
  const isLong = inject('faultsForm') === 'long';
  const seed = process.env['FAULTS_SEED'] ?? randomBytes(4).toString('hex');
  const rounds = isLong ? Number(process.env['FAULTS_ROUNDS'] ?? LONG_ROUNDS) : 1;
  if (!(Number.isSafeInteger(rounds) && rounds > 0))
    throw new RangeError('FAULTS_ROUNDS is no number of rounds');
  process.stdout.write(`FAULTS_SEED=${seed}\n`);
  return {
    isLong,
    rounds,
    killsPerRound: isLong
      ? { api: 2, worker: 2, database: 1, temporal: 1 }
      : { api: 3, worker: 3, database: 3, temporal: 1 },
    deliveries: isLong ? DELIVERIES_PER_ROUND * rounds : 2 * DELIVERIES_PER_ROUND,
    randomFor: (purpose) => randomOf(seed, purpose),
  };
}

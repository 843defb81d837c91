import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { sha256OfParts } from '../domain/values/hash.ts';

/** Draws that are the same for the same parts, for ever, and independent between different parts. */
export interface Random {
  /** A whole number from 0 to `end`, excluded. */
  below(end: number): number;
  /** Whether something of that probability happens: 0 never, 1 always. */
  happens(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Picks by weight; the weights are above zero and need not sum to anything. */
  weighted<T>(list: readonly Weighted<T>[]): T;
}

export interface Weighted<T> {
  readonly value: T;
  readonly weight: number;
}

const STEPS = 2 ** 30;

export function randomOf(...parts: readonly string[]): Random {
  const generator = xoroshiro128plus(Number.parseInt(sha256OfParts(parts).slice(0, 8), 16) | 0);
  const fraction = (): number => uniformInt(generator, 0, STEPS - 1) / STEPS;
  const below = (end: number): number => uniformInt(generator, 0, end - 1);

  function weighted<T>(list: readonly Weighted<T>[]): T {
    let rest = fraction() * list.reduce((sum, { weight }) => sum + weight, 0);
    for (const { value, weight } of list) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return pick(list).value;
  }

  function pick<T>(list: readonly T[]): T {
    const value = list[below(list.length)];
    if (value === undefined) throw new RangeError('there is nothing to pick from');
    return value;
  }

  return { below, happens: (probability) => fraction() < probability, pick, weighted };
}

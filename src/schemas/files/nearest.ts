import { distance } from 'fastest-levenshtein';

/** Letters that may differ before two words count as unlike: one in three, and at least two. */
function distanceMax(word: string): number {
  return Math.max(2, Math.floor(word.length / 3));
}

/** The candidate that a misspelt word was probably meant to be; the first of several at the same distance. Null: none is alike. */
export function nearestWord(word: string, candidates: readonly string[]): string | null {
  const folded = word.toLowerCase();
  let nearest: string | null = null;
  let least = distanceMax(word) + 1;
  for (const candidate of candidates) {
    const steps = distance(folded, candidate.toLowerCase());
    if (steps < least && steps < candidate.length) {
      nearest = candidate;
      least = steps;
    }
  }
  return nearest;
}

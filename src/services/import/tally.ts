/** Counts by words. */
export interface Tally {
  readonly total: number;
  readonly byWord: Readonly<Record<string, number>>;
  add(word: string): void;
}

/** Nothing counted yet. */
export function createTally(): Tally {
  const byWord: Record<string, number> = {};
  let total = 0;
  return {
    get total() {
      return total;
    },
    byWord,
    add(word) {
      total += 1;
      byWord[word] = (byWord[word] ?? 0) + 1;
    },
  };
}

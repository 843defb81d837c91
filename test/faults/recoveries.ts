/** How long each part took from its death until it did its work again. */
export interface Recoveries {
  readonly keep: (part: string, ms: number) => void;
  /** A line for each part: how often, median and maximum in milliseconds. */
  readonly report: () => string;
}

export function createRecoveries(): Recoveries {
  const taken = new Map<string, number[]>();
  return {
    keep: (part, ms) => void taken.set(part, [...(taken.get(part) ?? []), ms]),
    report: () =>
      [...taken]
        .map(([part, times]) => {
          const sorted = times.toSorted((a, b) => a - b);
          const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
          const max = sorted.at(-1) ?? 0;
          return `${part}: killed ${times.length} times, back after ${median.toFixed(0)} ms (median), ${max.toFixed(0)} ms (max)\n`;
        })
        .join(''),
  };
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The median, and what one of a hundred exceeds, by the nearest rank; to a tenth of a millisecond. At least one time. */
export function latencyOf(timesMs: Iterable<number>): Latency {
  const sorted = Float64Array.from(timesMs).toSorted();
  const rank = (share: number) => {
    const time = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    if (time === undefined) throw new RangeError('no time was measured');
    return Math.round(time * 10) / 10;
  };
  return { p50Ms: rank(0.5), p99Ms: rank(0.99) };
}

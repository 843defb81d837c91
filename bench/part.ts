import type { Bench } from './bench.ts';
import type { Latency } from './latency.ts';
import type { Measured } from './measure.ts';

/** A part of the benchmark: the name it has for `--only` and in the results. */
export interface Part {
  readonly name: string;
  /** What `docs/benchmarks.md` calls it. */
  readonly letter: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<PartResult>;
}

export interface PartResult {
  /** What the part writes under its name in `benchmarks/latest.json`. */
  readonly figures: object;
  /** A line of the printed table for each thing that was measured. */
  readonly rows: readonly Row[];
}

export interface Row {
  readonly label: string;
  readonly measured: Partial<Measured & Latency & { readonly megabytes: number }>;
}

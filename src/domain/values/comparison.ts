import type { JsonValue } from './json.ts';

/**
 * The comparisons that are the same wherever a value is tested. All that are given must hold.
 * Numbers compare by size, text by code unit, dates as `YYYY-MM-DD` text; unlike types never compare as true.
 */
export interface Comparison {
  readonly is?: JsonValue;
  readonly in?: readonly JsonValue[];
  readonly atLeast?: number | string;
  readonly above?: number | string;
  readonly atMost?: number | string;
  readonly below?: number | string;
  readonly matches?: string;
  readonly exists?: boolean;
  readonly has?: JsonValue;
}

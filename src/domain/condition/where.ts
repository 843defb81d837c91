import type { Comparison } from '../values/comparison.ts';

/** A filter on an event's `data`. Every clause must hold. */
export type Where = readonly WhereClause[];

/**
 * - `value`: the value at `path` (dots between names) compares.
 * - `any`: at least one element of the list at `path` passes the inner filter.
 * - `sum`, `count`: over the elements of the list at `path`: the sum of the numbers at `of`, or their number, compares.
 */
export type WhereClause =
  | { readonly kind: 'value'; readonly path: string; readonly test: Comparison }
  | { readonly kind: 'any'; readonly path: string; readonly where: Where }
  | { readonly kind: 'sum'; readonly path: string; readonly of: string; readonly test: Comparison }
  | { readonly kind: 'count'; readonly path: string; readonly test: Comparison };

import { assertNever } from '../values/assert-never.ts';
import { compares } from '../values/comparison.ts';
import type { Comparison } from '../values/comparison.ts';
import { isJsonList, isJsonObject, valueAt } from '../values/json.ts';
import type { JsonObject } from '../values/json.ts';
import { quantityOf } from '../values/money.ts';

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

/**
 * Whether data passes a filter; an empty filter passes everything. A clause over a list fails when there is no list.
 * In sums money counts by its minor units, and elements without a number count nothing.
 */
export function matches(where: Where, data: JsonObject): boolean {
  return where.every((clause) => passes(clause, data));
}

function passes(clause: WhereClause, data: JsonObject): boolean {
  const value = valueAt(data, clause.path);
  if (clause.kind === 'value') return compares(clause.test, value);
  if (!isJsonList(value)) return false;
  switch (clause.kind) {
    case 'any':
      return value.some((element) => isJsonObject(element) && matches(clause.where, element));
    case 'sum': {
      const quantities = value.map((element) =>
        isJsonObject(element) ? (quantityOf(valueAt(element, clause.of)) ?? 0) : 0,
      );
      return compares(
        clause.test,
        quantities.reduce((sum, quantity) => sum + quantity, 0),
      );
    }
    case 'count':
      return compares(clause.test, value.length);
    default:
      return assertNever(clause);
  }
}

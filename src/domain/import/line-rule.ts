import { compares } from '../values/comparison.ts';
import { approximate, parseDecimal } from '../values/decimal.ts';
import type { CellTest, LineRule, LineTest } from './mapping.ts';

/** The first rule whose tests all pass; `cell` answers the text of a column. */
export function firstMatch(rules: readonly LineRule[], cell: (column: string) => string): LineRule | null {
  return rules.find(({ where }) => holds(where, cell)) ?? null;
}

export function holds(where: LineTest, cell: (column: string) => string): boolean {
  return Object.entries(where).every(([column, test]) => passes(test, cell(column)));
}

function passes({ is, in: oneOf, matches, ...bounds }: CellTest, text: string): boolean {
  if (is !== undefined && text !== is) return false;
  if (oneOf !== undefined && !oneOf.includes(text)) return false;
  if (matches !== undefined && !compares({ matches }, text)) return false;
  if (Object.keys(bounds).length === 0) return true;
  const decimal = parseDecimal(text.trim());
  return decimal !== null && compares(bounds, approximate(decimal));
}

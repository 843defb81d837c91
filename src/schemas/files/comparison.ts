import { z } from 'zod';
import type { Comparison } from '../../domain/values/comparison.ts';
import { isReferenceLike, json } from './value-source.ts';
import { text } from './text.ts';
import { words } from './words.ts';

const value = json.refine((written) => !isReferenceLike(written), {
  message: 'a reference to compare with is known, but not supported yet',
});

const bound = z.union([z.number(), z.string()], { error: 'must be a number or text' });

/** The names of every comparison; a map of a condition has them beside its own. */
export const comparisonShape = {
  is: value.optional(),
  in: z.array(value).min(1).optional(),
  atLeast: bound.optional(),
  above: bound.optional(),
  atMost: bound.optional(),
  below: bound.optional(),
  matches: text.optional(),
  exists: z.boolean().optional(),
  has: value.optional(),
};

export const COMPARISONS = Object.keys(comparisonShape);

const givenComparisons = z.object(comparisonShape);

/** The comparisons among the names of a map; none is an issue, since it would be true for everything. */
export function comparisonIn(written: z.output<typeof givenComparisons>, ctx: z.RefinementCtx): Comparison {
  const entries = COMPARISONS.map((name) => [name, Reflect.get(written, name)] as const).filter(
    ([, test]) => test !== undefined,
  );
  if (entries.length === 0) {
    ctx.addIssue({ code: 'custom', message: `needs a comparison: one of ${COMPARISONS.join(', ')}` });
  }
  return Object.fromEntries(entries);
}

/** `{ atLeast: 3 }`. */
export const comparison: z.ZodType<Comparison> = words(comparisonShape).transform(comparisonIn);

/** The comparisons of a number: what is counted or summed. */
const quantity = z.number();
export const quantityShape = {
  is: quantity.optional(),
  atLeast: quantity.optional(),
  above: quantity.optional(),
  atMost: quantity.optional(),
  below: quantity.optional(),
};

import type { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { comparisonIn, comparisonShape } from '../comparison.ts';
import { camelName } from '../text.ts';
import { words } from '../words.ts';

/** `{ name, is | in | atLeast | below | matches | exists | has }`. */
export const attribute: z.ZodType<Condition> = words({ name: camelName, ...comparisonShape }).transform(
  ({ name, ...written }, ctx): Condition => ({ kind: 'attribute', name, test: comparisonIn(written, ctx) }),
);

import type { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { comparisonIn, comparisonShape } from '../comparison.ts';
import { referencePath } from '../value-source.ts';
import { words } from '../words.ts';

/** `{ ref, is | atLeast | … }`. */
export const value: z.ZodType<Condition> = words({ ref: referencePath, ...comparisonShape }).transform(
  ({ ref, ...written }, ctx): Condition => ({ kind: 'value', ref, test: comparisonIn(written, ctx) }),
);

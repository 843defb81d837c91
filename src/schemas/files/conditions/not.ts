import { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { condition } from '../condition.ts';

export const not: z.ZodType<Condition> = z
  .lazy(() => condition)
  .transform((of): Condition => ({ kind: 'not', of }));

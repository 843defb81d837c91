import { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { condition } from '../condition.ts';

export const all: z.ZodType<Condition> = z
  .lazy(() => z.array(condition).min(1))
  .transform((of): Condition => ({ kind: 'all', of }));

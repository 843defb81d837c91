import { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { text } from '../text.ts';
import { words } from '../words.ts';

/** `{ percent, salt }`. */
export const cohort: z.ZodType<Condition> = words({
  percent: z.number().min(0).max(100),
  salt: text,
}).transform((written): Condition => ({ kind: 'cohort', ...written }));

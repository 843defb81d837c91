import { z } from 'zod';
import type { DateCondition } from '../../../domain/condition/condition.ts';
import { signedDays } from '../times.ts';
import { reference } from '../value-source.ts';
import { closedWord, words } from '../words.ts';

/** `{ of: { ref }, offset?: -P7D, every?: year, leapDay?: feb_28 | mar_1 }`. */
export const date: z.ZodType<DateCondition> = words({
  of: reference,
  offset: signedDays.optional(),
  every: z.literal('year').optional(),
  leapDay: closedWord(['feb_28', 'mar_1']).default('feb_28'),
}).transform(({ of, offset = 0, every = null, leapDay }): DateCondition => ({
  kind: 'date',
  of,
  offsetDays: offset,
  every,
  leapDay,
}));

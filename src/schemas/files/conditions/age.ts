import { z } from 'zod';
import type { AgeCondition } from '../../../domain/condition/condition.ts';
import { snakeWord } from '../text.ts';
import { duration } from '../times.ts';
import { isReferenceLike, reference } from '../value-source.ts';
import { choose, closedWord, words } from '../words.ts';

const oneType = snakeWord.transform((type) => ({ types: [type] }));
const types = z
  .array(snakeWord)
  .min(1)
  .transform((list) => ({ types: list }));

const of = choose<AgeCondition['of']>((written) => {
  if (Array.isArray(written)) return types;
  return isReferenceLike(written) ? reference : oneType;
}).meta({ description: 'a type of event, a list of types, or { ref } to a date' });

/** `{ of: purchase | [types] | { ref }, atLeast | below: P45D, never: holds | fails }`. */
export const age: z.ZodType<AgeCondition> = words({
  of,
  atLeast: duration.optional(),
  below: duration.optional(),
  never: closedWord(['holds', 'fails']).default('fails'),
}).transform(({ of: what, atLeast, below, never }, ctx): AgeCondition => {
  if (atLeast !== undefined && below === undefined)
    return { kind: 'age', of: what, test: { atLeast }, never };
  if (below !== undefined && atLeast === undefined) return { kind: 'age', of: what, test: { below }, never };
  ctx.addIssue({ code: 'custom', message: 'needs exactly one of atLeast, below' });
  return z.NEVER;
});

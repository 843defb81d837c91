import { z } from 'zod';
import type { SplitNode } from '../../../domain/journey/journey.ts';
import { condition } from '../condition.ts';
import { id } from '../text.ts';
import { words } from '../words.ts';

/** The first branch whose condition holds, else `else`. */
export const split = words({
  do: z.literal('split'),
  branches: z.array(words({ when: condition, go: id })).min(1),
  else: id,
}).transform(({ do: kind, ...written }): SplitNode => ({ kind, ...written }));

import { z } from 'zod';
import type { ExitNode } from '../../../domain/journey/journey.ts';
import { outcome } from '../closed-values.ts';
import { snakeWord } from '../text.ts';
import { words } from '../words.ts';

export const exit = words({
  do: z.literal('exit'),
  reason: snakeWord,
  outcome: outcome.default('neutral'),
}).transform(({ do: kind, ...written }): ExitNode => ({ kind, ...written }));

import type { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { channel } from '../closed-values.ts';
import { id } from '../text.ts';
import { words } from '../words.ts';

/** `{ topic, channel }`. */
export const consent: z.ZodType<Condition> = words({ topic: id, channel }).transform(
  (written): Condition => ({ kind: 'consent', ...written }),
);

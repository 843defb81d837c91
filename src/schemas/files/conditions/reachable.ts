import type { z } from 'zod';
import type { Condition } from '../../../domain/condition/condition.ts';
import { channel } from '../closed-values.ts';
import { words } from '../words.ts';

/** `{ channel }`. */
export const reachable: z.ZodType<Condition> = words({ channel }).transform((written): Condition => ({
  kind: 'reachable',
  channel: written.channel,
}));

import { z } from 'zod';
import type { Trigger } from '../../domain/journey/journey.ts';
import { condition } from './condition.ts';
import { snakeWord } from './text.ts';
import { where } from './where.ts';
import { words } from './words.ts';

/** An occurrence: `{ type, where? }`. */
export const upon = words({ type: snakeWord, where: where.default([]) });

/** The two names of a trigger, of which exactly one stands in a map. */
export const triggerShape = { upon: upon.optional(), when: condition.optional() };

const triggers = z.object(triggerShape);

/** The trigger in a map that has its names beside others. */
export function triggerIn(written: z.output<typeof triggers>, ctx: z.RefinementCtx): Trigger {
  if (written.upon !== undefined && written.when === undefined) return { kind: 'upon', ...written.upon };
  if (written.when !== undefined && written.upon === undefined)
    return { kind: 'when', condition: written.when };
  ctx.addIssue({ code: 'custom', message: 'needs exactly one of upon, when' });
  return z.NEVER;
}

import { z } from 'zod';
import type { MessageCondition } from '../../../domain/condition/condition.ts';
import { id, text } from '../text.ts';
import { duration } from '../times.ts';
import { closedWord, words } from '../words.ts';

/** `{ node | template, state, within?, link? }`. */
export const message: z.ZodType<MessageCondition> = words({
  node: id.optional(),
  template: id.optional(),
  state: closedWord(['sent', 'opened', 'clicked', 'failed']),
  within: duration.optional(),
  link: text.optional(),
}).transform(({ node, template, state, within = null, link = null }, ctx): MessageCondition => {
  if (node !== undefined && template === undefined)
    return { kind: 'message', of: { node }, state, within, link };
  if (template !== undefined && node === undefined)
    return { kind: 'message', of: { template }, state, within, link };
  ctx.addIssue({ code: 'custom', message: 'needs exactly one of node, template' });
  return z.NEVER;
});

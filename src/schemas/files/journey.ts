import { z } from 'zod';
import type { Exit } from '../../domain/journey/journey.ts';
import { outcome } from './closed-values.ts';
import { entry } from './entry.ts';
import { node } from './node.ts';
import type { JourneyDraft } from './program-folder.ts';
import { id, snakeWord } from './text.ts';
import { triggerIn, triggerShape } from './triggers.ts';
import { words } from './words.ts';

const LATER = ['goal', 'holdout'];

const exit = words({
  ...triggerShape,
  reason: snakeWord,
  outcome: outcome.default('neutral'),
}).transform(({ reason, outcome: end, ...written }, ctx): Exit => ({
  trigger: triggerIn(written, ctx),
  reason,
  outcome: end,
}));

/** What a journey file says, and the program that it says it belongs to. */
export interface JourneyFile {
  readonly program: string;
  readonly journey: JourneyDraft;
}

export const journeyFile: z.ZodType<JourneyFile> = words(
  {
    journey: id,
    program: id,
    entry,
    exit: z.array(exit).default([]),
    sending: words({ topic: id }, ['priority', 'quietHours', 'caps']).optional(),
    start: id,
    nodes: z.record(id, node),
  },
  LATER,
).transform(({ journey, program, exit: exits, sending, ...written }): JourneyFile => ({
  program,
  journey: { id: journey, ...written, exits, topic: sending?.topic ?? null },
}));

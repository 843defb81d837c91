import { z } from 'zod';
import type { WaitUntilNode } from '../../../domain/journey/journey.ts';
import { id } from '../text.ts';
import { duration } from '../times.ts';
import { triggerIn, triggerShape } from '../triggers.ts';
import { words } from '../words.ts';

const branch = words({ ...triggerShape, go: id }).transform(({ go, ...written }, ctx) => ({
  trigger: triggerIn(written, ctx),
  go,
}));

/** The first listed branch wins; at `after`, the timeout. */
export const waitUntil = words({
  do: z.literal('wait_until'),
  branches: z.array(branch).min(1),
  after: duration,
  timeout: id,
}).transform(({ do: kind, ...written }): WaitUntilNode => ({ kind, ...written }));

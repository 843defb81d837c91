import { z } from 'zod';
import type { EmitEventNode } from '../../../domain/journey/journey.ts';
import { camelName, id, snakeWord } from '../text.ts';
import { valueSource } from '../value-source.ts';
import { words } from '../words.ts';

export const emitEvent = words({
  do: z.literal('emit_event'),
  type: snakeWord,
  data: z.record(camelName, valueSource).default({}),
  next: id,
}).transform(({ do: kind, ...written }): EmitEventNode => ({ kind, ...written }));

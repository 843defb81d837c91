import { z } from 'zod';
import type { SetProfileNode } from '../../../domain/journey/journey.ts';
import { camelName, id, text } from '../text.ts';
import { valueSource } from '../value-source.ts';
import { words } from '../words.ts';

const tags = words({ add: z.array(text).default([]), remove: z.array(text).default([]) });

export const setProfile = words(
  {
    do: z.literal('set_profile'),
    set: z.record(camelName, valueSource).default({}),
    increment: z.record(camelName, z.number()).default({}),
    tags: tags.default({ add: [], remove: [] }),
    next: id,
  },
  ['consent'],
).transform(({ do: kind, ...written }): SetProfileNode => ({ kind, ...written }));

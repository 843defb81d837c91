import { z } from 'zod';
import type { MessageNode } from '../../../domain/journey/journey.ts';
import { CHANNELS } from '../../../domain/member/channel.ts';
import { camelName, id } from '../text.ts';
import { valueSource } from '../value-source.ts';
import { closedWord, words } from '../words.ts';

const SENT_ON = ['email'] as const;
const LATER_CHANNELS = CHANNELS.filter((channel) => channel !== 'email');

/** `skipped` and `failed` go on by `next` unless they name another node. */
export const message = words(
  {
    do: z.literal('message'),
    channel: closedWord(SENT_ON, LATER_CHANNELS),
    template: id,
    topic: id.optional(),
    class: closedWord(['marketing', 'transactional']).default('marketing'),
    with: z.record(camelName, valueSource).default({}),
    next: id,
    skipped: id.optional(),
    failed: id.optional(),
  },
  ['fallback', 'to', 'approval'],
).transform(({ do: kind, topic = null, next, skipped = next, failed = next, ...written }): MessageNode => ({
  kind,
  ...written,
  topic,
  next,
  skipped,
  failed,
}));

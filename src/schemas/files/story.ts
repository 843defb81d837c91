import { z } from 'zod';
import type { Story, StoryEvent } from '../../domain/simulation/story.ts';
import type { TraceLine } from '../../domain/simulation/trace.ts';
import { channel } from './closed-values.ts';
import { camelName, id, snakeWord, text } from './text.ts';
import { instant, zone } from './times.ts';
import { json } from './value-source.ts';
import { closedWord, words } from './words.ts';

const data = z.record(z.string(), json);

const member = words({
  timezone: zone.optional(),
  locale: text.optional(),
  attributes: z.record(camelName, json).default({}),
  reachable: z.array(closedWord(['email', 'sms'])).default(['email']),
  consents: z.array(words({ topic: id, channel })).default([]),
});

const happening = words({ at: instant, type: snakeWord, data: data.default({}) });

/** A line of the trace: when, which event, and beside them what the event says. */
const traceLine: z.ZodType<TraceLine> = z
  .object({ at: instant, what: snakeWord })
  .catchall(json)
  .transform(({ at, what, ...rest }): TraceLine => ({ at, what, data: rest }));

/** A story file: what happens to one member, and the trace that must come of it. */
export const storyFile: z.ZodType<Story> = words({
  story: id,
  about: text.optional(),
  start: instant,
  member: member.prefault({}),
  events: z.array(happening).default([]),
  until: instant,
  expect: z.array(traceLine),
}).transform(({ story: name, start, member: who, events, until, expect }, ctx): Story => {
  checkTimes({ start, events, until }, ctx);
  const { timezone = null, locale = null, ...profile } = who;
  return { name, start, member: { zone: timezone, locale, ...profile }, events, until, expect };
});

/** Events lie between start and end, in order, so that a reader of the file reads them as they happen. */
function checkTimes(
  { start, events, until }: { start: number; events: readonly StoryEvent[]; until: number },
  ctx: z.RefinementCtx,
): void {
  let latest = start;
  for (const [index, { at }] of events.entries()) {
    if (at < latest) {
      const message = index === 0 ? 'is before the start' : 'is before the event above it';
      ctx.addIssue({ code: 'custom', message, path: ['events', index, 'at'] });
    }
    latest = Math.max(latest, at);
  }
  if (until < latest) ctx.addIssue({ code: 'custom', message: 'is before the last event', path: ['until'] });
}

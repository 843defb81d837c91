import { z } from 'zod';
import type { DelayNode } from '../../../domain/journey/journey.ts';
import { weekday } from '../closed-values.ts';
import { id } from '../text.ts';
import { duration, signedDuration, timeOfDay } from '../times.ts';
import { reference } from '../value-source.ts';
import { words } from '../words.ts';

const until = words(
  {
    time: timeOfDay.optional(),
    weekdays: z.array(weekday).min(1).optional(),
    date: reference.optional(),
    offset: signedDuration.optional(),
  },
  ['moves', 'zone'],
).transform(({ time, weekdays, date, offset }, ctx): DelayNode['until'] => {
  if (time !== undefined && date === undefined && offset === undefined) {
    return { kind: 'time', time, weekdays: weekdays ?? [] };
  }
  if (date !== undefined && time === undefined && weekdays === undefined) {
    return { kind: 'date', date, offset: offset?.duration ?? null, before: offset?.before ?? false };
  }
  ctx.addIssue({ code: 'custom', message: 'needs either time with weekdays, or date with offset' });
  return z.NEVER;
});

/** `for` a duration, or `until` a time of day or a date; `past` goes on by `next` unless it names another node. */
export const delay = words({
  do: z.literal('delay'),
  for: duration.optional(),
  until: until.optional(),
  next: id,
  past: id.optional(),
}).transform(({ do: kind, for: length, until: target, next, past = next }, ctx): DelayNode => {
  if (length !== undefined && target === undefined) {
    return { kind, until: { kind: 'for', duration: length }, next, past };
  }
  if (target !== undefined && length === undefined) return { kind, until: target, next, past };
  ctx.addIssue({ code: 'custom', message: 'needs exactly one of for, until' });
  return z.NEVER;
});

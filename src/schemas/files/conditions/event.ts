import { z } from 'zod';
import type { EventCondition } from '../../../domain/condition/condition.ts';
import { comparisonIn, quantityShape } from '../comparison.ts';
import { dataPath, snakeWord } from '../text.ts';
import { duration, instant } from '../times.ts';
import { where } from '../where.ts';
import { words } from '../words.ts';

type Measure = EventCondition['measure'];
type Window = EventCondition['window'];

const count = words(quantityShape).transform((written, ctx): Measure => ({
  kind: 'count',
  test: comparisonIn(written, ctx),
}));

const sum = words({ of: dataPath, ...quantityShape }).transform(({ of, ...written }, ctx): Measure => ({
  kind: 'sum',
  of,
  test: comparisonIn(written, ctx),
}));

const distinct = words({ of: dataPath, ...quantityShape }).transform(({ of, ...written }, ctx): Measure => ({
  kind: 'distinct',
  of,
  test: comparisonIn(written, ctx),
}));

const nth = words({ every: z.int().min(1) }).transform(({ every }): Measure => ({ kind: 'nth', every }));

const since = z.union([z.literal(['run_start', 'passage_start']), instant], {
  error: 'must be run_start, passage_start, or a time with its offset',
});

/** `{ type, where?, count | sum | distinct | nth, within | since }`. */
export const event: z.ZodType<EventCondition> = words({
  type: snakeWord,
  where: where.default([]),
  count: count.optional(),
  sum: sum.optional(),
  distinct: distinct.optional(),
  nth: nth.optional(),
  within: duration.optional(),
  since: since.optional(),
}).transform((written, ctx): EventCondition => {
  const { type, where: filter, within, since: mark } = written;
  const measures = [written.count, written.sum, written.distinct, written.nth].filter(
    (one) => one !== undefined,
  );
  const [measure, ...more] = measures;
  if (measure === undefined || more.length > 0) {
    ctx.addIssue({ code: 'custom', message: 'needs exactly one of count, sum, distinct, nth' });
    return z.NEVER;
  }
  if (within !== undefined && mark !== undefined) {
    ctx.addIssue({ code: 'custom', message: 'takes either within or since', path: ['since'] });
    return z.NEVER;
  }
  return { kind: 'event', type, where: filter, measure, window: windowOf(within, mark) };
});

function windowOf(
  within: z.output<typeof duration> | undefined,
  mark: z.output<typeof since> | undefined,
): Window {
  if (within !== undefined) return { kind: 'within', duration: within };
  return mark === undefined ? { kind: 'ever' } : { kind: 'since', mark };
}

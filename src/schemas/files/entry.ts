import { z } from 'zod';
import type { Entry, Reentry } from '../../domain/journey/journey.ts';
import { condition } from './condition.ts';
import { duration } from './times.ts';
import { triggerIn, triggerShape } from './triggers.ts';
import { choose, closedWord, words } from './words.ts';

const LATER = ['schedule', 'date', 'lot', 'key', 'whileOpen', 'updates'];

const cooledDown = words({
  after: duration,
  from: closedWord(['start', 'end']).default('start'),
  if: closedWord(['turns_true', 'still_true']).default('turns_true'),
}).transform((written): Reentry => ({ kind: 'after', ...written }));

const alwaysOrNever = closedWord(['never', 'always']).transform((kind): Reentry => ({ kind }));

const reentry = choose<Reentry>((written) => (typeof written === 'string' ? alwaysOrNever : cooledDown)).meta(
  {
    description: 'never, always, or { after, from, if }',
  },
);

/** `{ upon | when | api, who?, reentry?, audienceAtLaunch? }`: how members come in. */
export const entry: z.ZodType<Entry> = words(
  {
    ...triggerShape,
    api: z.literal(true).optional(),
    who: condition.optional(),
    reentry: reentry.optional(),
    audienceAtLaunch: closedWord(['existing', 'future', 'both']).default('future'),
  },
  LATER,
).transform(
  ({ api, who = null, reentry: again = { kind: 'never' }, audienceAtLaunch, ...written }, ctx): Entry => {
    const isByApi = api === true && written.upon === undefined && written.when === undefined;
    const by: Entry['by'] = isByApi ? { kind: 'api' } : triggerIn(written, ctx);
    if (api === true && !isByApi) {
      ctx.addIssue({ code: 'custom', message: 'needs exactly one of upon, when, api', path: ['api'] });
    }
    return { by, who, reentry: again, audienceAtLaunch };
  },
);

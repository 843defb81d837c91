import { z } from 'zod';
import { instantOutput } from './instant.ts';
import { jsonObjectOutput } from './json-object.ts';
import { pageInput, pageOutput } from './page.ts';
import { idOutput } from './public-id.ts';

export const timelineQuery = pageInput(z.int().min(1));

export const loggedEventOutput = z
  .strictObject({
    id: idOutput('evt'),
    seq: z.int().meta({ description: 'Place in the member’s log, from 1, without gaps.' }),
    type: z.string(),
    occurredAt: instantOutput,
    recordedAt: instantOutput,
    origin: z.enum(['source', 'ledger', 'lifecycle', 'delivery']).meta({
      description:
        'Who put it into the log: a sender, the ledger, the member’s lifecycle, or the outcome of a message.',
    }),
    source: z.string(),
    data: jsonObjectOutput,
    cause: z
      .strictObject({
        event: idOutput('evt').optional(),
        run: idOutput('run').optional(),
        node: z.string().optional(),
      })
      .nullable(),
  })
  .meta({ id: 'LoggedEvent' });

export const timelineOutput = pageOutput(loggedEventOutput).meta({ id: 'Timeline' });

import { z } from 'zod';
import { instantInput, instantOutput } from './instant.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';

export const runsQuery = pageInput(z.tuple([instantInput, idInput('run')]));

export const runOutput = z
  .strictObject({
    id: idOutput('run'),
    journey: z.string(),
    version: z.int().meta({ description: 'Version of the journey that the run follows.' }),
    status: z.enum(['open', 'ended']),
    node: z.string().nullable().meta({ description: 'Where an open run stands.' }),
    startedAt: instantOutput,
    endedAt: instantOutput.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it ended.' }),
    outcome: z.enum(['positive', 'neutral', 'negative']).nullable(),
  })
  .meta({ id: 'Run' });

export const runsOutput = pageOutput(runOutput).meta({ id: 'Runs' });

import { z } from 'zod';
import { instantOutput } from './instant.ts';
import { jsonObjectInput } from './json-object.ts';
import { memberReferenceInput } from './member-reference.ts';
import { idOutput } from './public-id.ts';
import { externalIdInput, kebabCaseInput } from './text.ts';

export const journeyParams = z.strictObject({ id: kebabCaseInput.meta({ example: 'winback' }) });

export const runRequestInput = z
  .strictObject({
    requestId: externalIdInput.meta({
      description: 'The sender’s id of this request: sent again, it is recorded once.',
      example: 'complaint-88',
    }),
    member: memberReferenceInput,
    data: jsonObjectInput
      .optional()
      .meta({ description: 'What the run knows from its start, as `run.data`.' }),
  })
  .meta({
    id: 'RunRequest',
    example: { requestId: 'complaint-88', member: { externalId: 'customer-17' }, data: { orderId: '4711' } },
  });

export const runRequestedOutput = z
  .strictObject({ status: z.enum(['recorded', 'duplicate']), eventId: idOutput('evt') })
  .meta({ id: 'RunRequested' });

export const resumeInput = z
  .strictObject({
    onResume: z.enum(['run', 'skip', 'retime']).meta({
      description:
        'What fell due in the pause happens now (`run`), is passed over (`skip`), or every deadline moves by its length (`retime`).',
    }),
  })
  .meta({ id: 'Resume', example: { onResume: 'run' } });

export const journeyOutput = z
  .strictObject({
    id: z.string(),
    version: z.int(),
    state: z.enum(['running', 'paused', 'stopped']),
    since: instantOutput
      .nullable()
      .meta({ description: 'When it was paused, resumed or stopped; null: never.' }),
  })
  .meta({
    id: 'Journey',
    example: { id: 'winback', version: 3, state: 'paused', since: '2026-11-22T10:00:00.000Z' },
  });

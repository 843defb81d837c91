import { z } from 'zod';
import { REFUSALS } from '../../domain/refusal/refusal-code.ts';

/** A problem as RFC 9457 has it, with a stable code; `type` is the address of the code's page. */
export const problemOutput = z
  .strictObject({
    type: z.string().meta({ format: 'uri' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What is wrong this time, for a person.' }),
    code: z.enum(Object.keys(REFUSALS)),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .meta({ description: 'JSON pointer into the body, or the name of a parameter.' }),
          detail: z.string(),
        }),
      )
      .optional(),
    requestId: z.string(),
    traceId: z.string().meta({ description: 'As W3C Trace Context has it: of `traceparent`, if one came.' }),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457. `code` is stable; `errors` names the places at fault.',
    example: {
      type: 'http://localhost:3000/problems/invalid_input',
      title: REFUSALS.invalid_input.title,
      status: REFUSALS.invalid_input.status,
      detail: 'occurredAt is not an RFC 3339 date-time with an offset, in the years 0001 to 9999',
      code: 'invalid_input',
      errors: [
        {
          pointer: '/occurredAt',
          detail: 'is not an RFC 3339 date-time with an offset, in the years 0001 to 9999',
        },
      ],
      requestId: '0d5a5a57-6c9b-4f0e-9d8c-2f1f4a6f7b10',
      traceId: '0d5a5a576c9b4f0e9d8c2f1f4a6f7b10',
    },
  });

export type Problem = z.infer<typeof problemOutput>;

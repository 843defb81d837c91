import { z } from 'zod';
import { LISTED_STATUSES } from '../../domain/return/goods-return.ts';
import { instantInput, instantOutput } from './instant.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';

export const returnsQuery = pageInput(z.tuple([instantInput, idInput('evt')])).extend({
  status: z.enum(LISTED_STATUSES).meta({
    description:
      '`waiting`: the purchase is not there yet. `unmatched`: no purchase explains a part of it. ' +
      '`refused`: points could not be taken back.',
  }),
});

export const returnParams = z.strictObject({ id: idInput('evt') });

export const returnOutput = z
  .strictObject({
    eventId: idOutput('evt'),
    memberId: idOutput('mem'),
    returnId: z.string().meta({ description: 'The sender’s id of the return.' }),
    orderId: z.string().nullable(),
    occurredAt: instantOutput,
    recordedAt: instantOutput,
    status: z.enum([...LISTED_STATUSES, 'settled', 'dismissed']),
    reason: z.string().nullable().meta({
      description:
        '`unknown_order`, `not_bought`, `more_than_bought`, `nothing_named`, or the code of a refusal.',
      example: 'not_bought',
    }),
    missing: z
      .array(
        z.strictObject({
          sku: z.string().nullable().meta({ description: 'Null: a part of the whole order.' }),
          quantity: z.number().nullable(),
          amountMinor: z.int(),
        }),
      )
      .meta({ description: 'What no purchase explains.' }),
    refused: z
      .array(z.strictObject({ wallet: z.string(), points: z.int(), code: z.string() }))
      .meta({ description: 'Points that were to be moved and were not.' }),
  })
  .meta({ id: 'Return' });

export const returnsOutput = pageOutput(returnOutput).meta({ id: 'Returns' });

import { z } from 'zod';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { instantInput } from './instant.ts';
import { jsonObjectInput } from './json-object.ts';
import { memberReferenceInput } from './member-reference.ts';
import { answerOutput } from './answer.ts';
import { problemOutput } from './problem.ts';
import { externalIdInput, nameInput, snakeCaseInput } from './text.ts';

export const EVENTS_PER_BATCH_MAX = 1_000;

/** One event of a sender. */
export const eventInput = z
  .strictObject({
    id: externalIdInput,
    type: snakeCaseInput.meta({ example: 'purchase' }),
    source: nameInput
      .optional()
      .meta({ description: 'The source of the API key, which is also what is taken without it.' }),
    member: memberReferenceInput,
    occurredAt: instantInput,
    data: jsonObjectInput,
  })
  .meta({
    id: 'Event',
    description:
      'A fact about a member with a time. The key of an event is program, source and id, for ever.',
    example: {
      id: 'order-4711',
      type: 'purchase',
      member: { externalId: 'customer-17' },
      occurredAt: '2026-11-22T10:00:00Z',
      data: { orderId: '4711', total: { amountMinor: 1250, currency: 'EUR' } },
    },
  });

/** What became of one event of a batch. */
const batchItemOutput = z.union([
  answerOutput,
  z.strictObject({ status: z.literal('refused'), problem: problemOutput }),
]);

export const batchOutput = z
  .strictObject({ results: z.array(batchItemOutput) })
  .meta({ id: 'BatchResults', description: 'A result per event, in the order in which they were sent.' });

/** The event as the domain has it, sent with a key that speaks for `source`. Refuses `foreign_source`. */
export function incomingEvent(event: z.output<typeof eventInput>, source: string): Result<IncomingEvent> {
  const { id, type, member, occurredAt, data } = event;
  if (event.source !== undefined && event.source !== source) {
    return refuse('foreign_source', `the API key speaks for ${source}`, '/source');
  }
  return ok({ externalId: id, source, type, member, occurredAt, data });
}

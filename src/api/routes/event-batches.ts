import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { IncomingEvent } from '../../domain/event/incoming-event.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Refusal, Result } from '../../domain/values/result.ts';
import { batchOutput, eventInput, EVENTS_PER_BATCH_MAX, incomingEvent } from '../../schemas/http/event.ts';
import { findUnstorable } from '../../schemas/http/storable-json.ts';
import { contextOf, newRoutes } from '../api-env.ts';
import type { ApiEnv } from '../api-env.ts';
import { answerBody } from '../bodies/answer-body.ts';
import { mediaTypeOf, readBodyText } from '../body-text.ts';
import type { ApiDeps } from '../deps.ts';
import { invalidInput, placedErrors } from '../invalid-input.ts';
import { parseJson } from '../json-body.ts';
import { problemOf } from '../problem.ts';
import { spendOnEvents } from '../rate-limits.ts';
import { refuseRequest } from '../refused-request.ts';
import type { PlacedError } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const BATCH_BYTES_MAX = 5_000_000;
const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';

const recordBatch = createRoute({
  method: 'post',
  path: '/v1/events/batch',
  tags: ['events'],
  summary: 'Record up to 1,000 events',
  description:
    'A JSON array, or one event per line (NDJSON). Each event is recorded or refused by itself; the answer has a ' +
    'result per event, in order.',
  request: {
    body: {
      required: true,
      content: {
        [JSON_TYPE]: {
          schema: {
            type: 'array',
            maxItems: EVENTS_PER_BATCH_MAX,
            items: { $ref: '#/components/schemas/Event' },
          },
        },
        [NDJSON_TYPE]: { schema: { type: 'string', description: 'One event per line.' } },
      },
    },
  },
  responses: { 200: jsonAnswer('A result per event.', batchOutput), ...problems([], { body: true }) },
});

/** Events come in here by the batch; each is recorded or refused by itself. */
export function eventBatchRoutes(deps: ApiDeps) {
  const routes = newRoutes();

  routes.openapi(recordBatch, async (c) => {
    const { source, programId } = c.get('actor');
    const items = await readBatch(c);
    await spendOnEvents(c, items.length);
    const parsed = items.map((value) => parseItem(value, source));
    const accepted = parsed.flatMap((item) => (item.ok ? [item.value] : []));
    const recorded = (await deps.recordEvents(contextOf(c), programId, accepted)).values();
    const results = parsed.map((item) => {
      if (!item.ok) return refusedItem(item.refusal, item.errors);
      const { value } = recorded.next();
      if (value === undefined) throw new Error('recordEvents answered too little');
      return value.status === 'refused' ? refusedItem(value.refusal) : answerBody(value.status, value.answer);
    });
    return c.json({ results }, 200);

    function refusedItem(refusal: Refusal, errors: readonly PlacedError[] = []) {
      const { publicUrl } = deps;
      const problem = problemOf(refusal, { publicUrl, ids: c.get('ids'), errors });
      return { status: 'refused' as const, problem };
    }
  });

  return routes;
}

type ParsedItem = Result<IncomingEvent> & { readonly errors?: readonly PlacedError[] };

/** The items of a batch, each still to be parsed; a line of NDJSON that is not JSON is refused by itself. */
async function readBatch(c: Context<ApiEnv>): Promise<readonly Result<unknown>[]> {
  const text = await readBodyText(c, { mediaTypes: [JSON_TYPE, NDJSON_TYPE], bytesMax: BATCH_BYTES_MAX });
  const items = mediaTypeOf(c) === NDJSON_TYPE ? readLines(text) : readArray(text);
  if (items.length > EVENTS_PER_BATCH_MAX) {
    refuseRequest('invalid_input', `A batch has at most ${EVENTS_PER_BATCH_MAX} events.`);
  }
  return items;
}

function readArray(text: string): readonly Result<unknown>[] {
  const values = parseJson(text);
  if (!Array.isArray(values)) return refuseRequest('invalid_input', 'The body is not an array of events.');
  return values.map((value: unknown) => ok(value));
}

function readLines(text: string): readonly Result<unknown>[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    try {
      return [ok<unknown>(JSON.parse(line))];
    } catch {
      return [refuse('malformed_json', 'the line is not JSON')];
    }
  });
}

function parseItem(item: Result<unknown>, source: string): ParsedItem {
  if (!item.ok) return item;
  const fault = findUnstorable(item.value);
  if (fault !== null) return refuse('invalid_input', fault.detail, fault.pointer);
  const parsed = eventInput.safeParse(item.value);
  if (parsed.success) return incomingEvent(parsed.data, source);
  const errors = placedErrors(parsed.error, 'json');
  return { ok: false, refusal: invalidInput(errors), errors };
}

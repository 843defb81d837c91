import { createRoute } from '@hono/zod-openapi';
import { optionalKeyHeader } from '../../schemas/http/idempotency-key.ts';
import {
  importForm,
  importFormInput,
  importOutput,
  importParams,
  importsOutput,
  importsQuery,
} from '../../schemas/http/import.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { cursorOf } from '../../schemas/http/page.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import { findUnstorable } from '../../schemas/http/storable-json.ts';
import { afterCommit } from '../../services/after-commit.ts';
import type { Context } from '../../services/context.ts';
import { cancelImport } from '../../services/import/cancel-import.ts';
import { findImport } from '../../services/import/find-import.ts';
import type { Import } from '../../services/import/import.ts';
import { listImports } from '../../services/import/list-imports.ts';
import { postImport } from '../../services/import/post-import.ts';
import { readRejects } from '../../services/import/read-rejects.ts';
import { discardUpload, receiveUpload, UPLOAD_BYTES_MAX } from '../../services/import/receive-upload.ts';
import { contextOf, newRoutes, type ApiContext } from '../api-env.ts';
import { importBody } from '../bodies/import-body.ts';
import type { ApiDeps } from '../deps.ts';
import { readFormWithFile, type FormWithFile } from '../form-with-file.ts';
import { givenKey, idempotencyKey } from '../idempotency.ts';
import { refuseErrors } from '../invalid-input.ts';
import { RefusedRequest, refuseRequest, valueOf } from '../refused-request.ts';
import { jsonAnswer, problems } from '../responses.ts';

const tags = ['imports'];

/** Besides the file: the mapping, and what parts the fields of a form. */
const FIELDS_BYTES_MAX = 1024 ** 2;

const post = createRoute({
  method: 'post',
  path: '/v1/imports',
  tags,
  summary: 'Import a file of events',
  description:
    'Takes the file and answers; a workflow then reads it and records its events by time, in batches, however often ' +
    'anything is interrupted. Safe to repeat: events that are there already stay as they are, and the same form with ' +
    'the same `Idempotency-Key` is the same import.',
  request: {
    headers: optionalKeyHeader,
    body: { required: true, content: { 'multipart/form-data': { schema: importForm } } },
  },
  responses: {
    202: {
      ...jsonAnswer('Taken. `Location` says where to ask how far it is.', importOutput),
      headers: { Location: { schema: { type: 'string' } } },
    },
    ...problems([
      'no_program',
      'foreign_source',
      'unreadable_file',
      'malformed_form',
      'body_too_large',
      'unsupported_media_type',
      'invalid_input',
      'idempotency_key_malformed',
      'idempotency_key_reused',
    ]),
  },
});

const list = createRoute({
  method: 'get',
  path: '/v1/imports',
  tags,
  summary: 'Imports, the latest first',
  request: { query: importsQuery },
  responses: { 200: jsonAnswer('A page of imports.', importsOutput), ...problems(['invalid_input']) },
});

const find = createRoute({
  method: 'get',
  path: '/v1/imports/{id}',
  tags,
  summary: 'How far an import is',
  request: { params: importParams },
  responses: {
    200: jsonAnswer('The import.', importOutput),
    ...problems(['unknown_import', 'invalid_input']),
  },
});

const rejects = createRoute({
  method: 'get',
  path: '/v1/imports/{id}/rejects',
  tags,
  summary: 'The lines that were not taken',
  description:
    'In the form of the file: CSV with `line,reason,detail` before the columns, or NDJSON with `line`, `reason`, ' +
    '`detail` and the line itself as the text `event`. Kept until 30 days after the import’s end.',
  request: { params: importParams },
  responses: {
    200: {
      description: 'As far as the import is.',
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/x-ndjson': { schema: { type: 'string' } },
      },
    },
    ...problems(['unknown_import', 'invalid_input']),
  },
});

const cancel = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/cancel',
  tags,
  summary: 'End an import',
  description: 'What it recorded stays, also the batch that is being recorded. Again, it answers the same.',
  middleware: [idempotencyKey('optional')] as const,
  request: { params: importParams, headers: optionalKeyHeader },
  responses: {
    200: jsonAnswer('Cancelled.', importOutput),
    ...problems(['unknown_import', 'import_ended', 'invalid_input'], { key: 'optional' }),
  },
});

/** Files of events come in here. */
export function importRoutes({ startImport, uploadBytesMax: bytesMax = UPLOAD_BYTES_MAX }: ApiDeps) {
  const routes = newRoutes();

  routes.openapi(post, async (c) => {
    const key = givenKey(c);
    const ctx = contextOf(c);
    const { programId, source } = c.get('actor');
    const { upload, fields } = await receiveForm(c, ctx, bytesMax);
    const { mapping = null, enrol = false, history, fileName } = fields;
    const input = { programId, source, key, upload, fileName, mapping, enrol, history };
    const posted = valueOf(await postImport(contextOf(c), input));
    await startSoon(ctx, programId, posted);
    const isReplay = posted.id !== upload.importId;
    return c.json(importBody(posted), 202, {
      Location: `/v1/imports/${publicId('imp', posted.id)}`,
      ...(isReplay && { 'Idempotency-Replayed': 'true' }),
    });
  });

  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? null : { postedAt: cursor[0], id: cursor[1] };
    const { items, next } = await listImports(contextOf(c), c.get('actor').programId, { limit, after });
    const nextKey = next === null ? null : [instantText(next.postedAt), publicId('imp', next.id)];
    return c.json({ items: items.map(importBody), nextCursor: cursorOf(nextKey) }, 200);
  });

  routes.openapi(find, async (c) => {
    const address = { programId: c.get('actor').programId, importId: c.req.valid('param').id };
    return c.json(importBody(valueOf(await findImport(contextOf(c), address))), 200);
  });

  routes.openapi(rejects, async (c) => {
    const address = { programId: c.get('actor').programId, importId: c.req.valid('param').id };
    const { format, bytes } = valueOf(await readRejects(contextOf(c), address));
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
    return c.body(ReadableStream.from(bytes), 200, { 'Content-Type': type });
  });

  routes.openapi(cancel, async (c) => {
    const { programId } = c.get('actor');
    const ctx = contextOf(c);
    const address = { programId, importId: c.req.valid('param').id };
    const cancelled = valueOf(await cancelImport(ctx, address));
    await startSoon(ctx, programId, cancelled);
    return c.json(importBody(cancelled), 200);
  });

  return routes;

  /** Has the workflow look; where that is not heard, `reconcile` finds the import. */
  async function startSoon(ctx: Context, programId: string, { id: importId }: Import): Promise<void> {
    await afterCommit(ctx, async () => {
      void startImport({ importId, programId }).catch(() => undefined);
    });
  }
}

/** The form, its file received. What is refused leaves nothing behind. */
async function receiveForm(c: ApiContext, ctx: Context, bytesMax: number) {
  const { programId, source } = c.get('actor');
  const announced = Number(c.req.header('Content-Length') ?? 0);
  if (announced > bytesMax + FIELDS_BYTES_MAX) {
    refuseRequest('body_too_large', `The file is larger than ${bytesMax} bytes.`);
  }
  const form = await readFormWithFile(c, {
    keep: async (bytes) => valueOf(await receiveUpload(ctx, { programId, source }, bytes, { bytesMax })),
    discard: ({ importId }) => discardUpload(ctx, importId),
  });
  const { file: upload } = form;
  const fields = await parseFields(form).catch(async (error: unknown) => {
    await discardUpload(ctx, upload.importId);
    throw error;
  });
  return { upload, fields };
}

async function parseFields({ fields, fileName }: FormWithFile<unknown>) {
  const fault = findUnstorable(fields);
  if (fault !== null) throw new RefusedRequest({ code: 'invalid_input', ...fault });
  const parsed = importFormInput.safeParse({ ...fields, fileName });
  return parsed.success ? parsed.data : refuseErrors(parsed.error, 'form');
}

import type { RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import { instantInput, instantOutput } from './instant.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';

export const importParams = z.strictObject({ id: idInput('imp') });
export const importsQuery = pageInput(z.tuple([instantInput, idInput('imp')]));

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');

const FILE_NAME_LENGTH_MAX = 200;

/** What a sender calls the file: kept as far as it can be shown. */
const fileName = z
  .string()
  .transform((text) =>
    text
      .replaceAll(/\p{Cc}/gu, '')
      .slice(0, FILE_NAME_LENGTH_MAX)
      .toWellFormed(),
  )
  .nullable();

/** The fields of a posted import besides its file, as texts. */
export const importFormInput = z
  .strictObject({
    mapping: z.string().min(1).optional(),
    enrol: yesOrNo.optional(),
    history: yesOrNo.default(false),
    fileName,
  })
  .refine(({ mapping, enrol }) => mapping === undefined || enrol === undefined, {
    path: ['enrol'],
    error: 'is said by the mapping',
  });

type Content = NonNullable<NonNullable<RouteConfig['request']>['body']>['content'];
type FormSchema = Extract<Content[string], { readonly schema?: unknown }>['schema'];

/** The form for the OpenAPI document: its file is a stream, which no schema looks at. */
export const importForm = {
  type: 'object',
  required: ['file'],
  additionalProperties: false,
  not: { required: ['mapping', 'enrol'] },
  properties: {
    mapping: {
      type: 'string',
      minLength: 1,
      maxLength: 512 * 1024,
      description:
        'The text of a mapping file: the file is CSV, and becomes purchases and returns as it says. Without: the file ' +
        'is NDJSON, one event per line, as `POST /v1/events` takes it.',
    },
    enrol: {
      type: 'string',
      enum: ['true', 'false'],
      description:
        'Of NDJSON: members that are not there are enrolled, at the time of their first event. Default `false`.',
    },
    history: {
      type: 'string',
      enum: ['true', 'false'],
      description:
        'Events of any age earn, and nothing is decided for the past; at the end every member is looked at once. ' +
        'Default `false`.',
    },
    file: {
      type: 'string',
      contentMediaType: 'application/octet-stream',
      description: 'UTF-8, packed with gzip or not; at most 512 MB as it is sent.',
    },
  },
} satisfies FormSchema;

const countsOutput = z.record(z.string(), z.int());

export const importOutput = z
  .strictObject({
    id: idOutput('imp'),
    status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    phase: z.enum(['reading', 'recording', 'marking']).meta({
      description:
        'What is done, or was when it ended: the file is read and sorted, its events are recorded by time, the ' +
        'members of a history are looked at.',
    }),
    format: z.enum(['csv', 'ndjson']),
    fileName: z.string().nullable(),
    history: z.boolean(),
    postedAt: instantOutput,
    startedAt: instantOutput.nullable(),
    endedAt: instantOutput.nullable(),
    bytes: z.int().meta({ description: 'Of the file as it was sent.' }),
    bytesRead: z.int(),
    linesRead: z.int(),
    skipped: z.int().meta({ description: 'Lines that a rule of the mapping passes over.' }),
    skippedBy: countsOutput,
    rejected: z.int().meta({ description: 'Lines that were not taken; `rejects` holds them.' }),
    rejectedBy: countsOutput,
    events: z.int().meta({ description: 'In the file, as far as it was read.' }),
    recorded: z.int(),
    duplicates: z.int().meta({ description: 'Events that had been recorded before.' }),
    enrolled: z.int(),
    failure: z
      .strictObject({ code: z.enum(['unreadable_file', 'internal']), detail: z.string() })
      .nullable()
      .meta({ description: 'Why it failed. What it recorded stays; posting the file again is safe.' }),
  })
  .meta({
    id: 'Import',
    example: {
      id: 'imp_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f',
      status: 'running',
      phase: 'recording',
      format: 'csv',
      fileName: 'sales.csv.gz',
      history: true,
      postedAt: '2026-11-22T10:00:00.000Z',
      startedAt: '2026-11-22T10:00:00.120Z',
      endedAt: null,
      bytes: 8_000_000,
      bytesRead: 8_000_000,
      linesRead: 525_461,
      skipped: 3,
      skippedBy: { bad_debt: 3 },
      rejected: 107_557,
      rejectedBy: { no_customer: 107_557 },
      events: 19_215,
      recorded: 4_000,
      duplicates: 0,
      enrolled: 1_801,
      failure: null,
    },
  });

export const importsOutput = pageOutput(importOutput).meta({ id: 'Imports' });

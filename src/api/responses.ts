import type { z } from 'zod';
import { REFUSALS } from '../domain/refusal/refusal-code.ts';
import type { RefusalCode } from '../domain/refusal/refusal-code.ts';
import { problemOutput } from '../schemas/http/problem.ts';

/** What any request with a key may be answered. */
const COMMON: readonly RefusalCode[] = [
  'unauthenticated',
  'not_acceptable',
  'too_many_requests',
  'internal',
  'unavailable',
];
/** What any request with a JSON body may be answered besides. */
const WITH_BODY: readonly RefusalCode[] = [
  'malformed_json',
  'body_too_large',
  'unsupported_media_type',
  'invalid_input',
];
/** What a request may be answered that takes an `Idempotency-Key`. */
const WITH_KEY: readonly RefusalCode[] = [
  'idempotency_key_malformed',
  'idempotency_key_reused',
  'request_in_progress',
];

interface ProblemResponse {
  readonly description: string;
  readonly content: { readonly 'application/problem+json': { readonly schema: typeof problemOutput } };
}

/** A successful answer, for the OpenAPI document. */
export function jsonAnswer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body that a route requires. */
export function jsonRequest<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The problems of a route by status: those given, those of every route with an API key, and those of what it takes. */
export function problems(
  codes: readonly RefusalCode[],
  { body = false, key }: { readonly body?: boolean; readonly key?: 'required' | 'optional' } = {},
): Readonly<Record<string, ProblemResponse>> {
  return problemsAlone([
    ...codes,
    ...COMMON,
    ...(body ? WITH_BODY : []),
    ...(key === undefined ? [] : WITH_KEY),
    ...(key === 'required' ? (['idempotency_key_missing'] as const) : []),
  ]);
}

/** The problems of a route that needs no key. */
export function problemsAlone(codes: readonly RefusalCode[]): Readonly<Record<string, ProblemResponse>> {
  const byStatus = Map.groupBy(new Set(codes), (code) => REFUSALS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `\`${code}\`: ${REFUSALS[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: problemOutput } },
      },
    ]),
  );
}

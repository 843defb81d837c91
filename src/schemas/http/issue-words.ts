import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

/**
 * What is wrong with a value of a request, as the end of a sentence that begins with its place: `is missing`. For
 * issues whose schema has no words of its own; undefined leaves it to Zod.
 */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_union') return discriminatorWords(issue);
  if (issue.code === 'too_small') return `${measured(issue.origin)} below ${issue.minimum}`;
  if (issue.code === 'too_big') return `${measured(issue.origin)} above ${issue.maximum}`;
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
  if (issue.input === undefined) return 'is missing';
  return issue.code === 'invalid_value'
    ? isNone(issue.values)
    : `is not ${KINDS[issue.expected] ?? issue.expected}`;
}

function measured(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'has a length' : 'is';
}

function discriminatorWords({
  discriminator,
  options,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (discriminator === undefined || !Array.isArray(options)) return undefined;
  const isThere = typeof input === 'object' && input !== null && Object.hasOwn(input, discriminator);
  return isThere ? isNone(options) : `is missing: ${options.join(' or ')}`;
}

function isNone(values: readonly unknown[]): string {
  return values.length === 1 ? `is not ${String(values[0])}` : `is none of ${values.join(', ')}`;
}

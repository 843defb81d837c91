import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { fenced } from '../../domain/text/markdown.fixture.ts';
import { formatFinding } from './finding.ts';
import { FILE_SCHEMAS } from './json-schema.ts';
import { parseFile } from './parse-file.ts';

it.each(Object.entries(FILE_SCHEMAS))('docs/files/%s.md begins with a file that is valid', (kind, schema) => {
  const page = readFileSync(new URL(`../../../docs/files/${kind}.md`, import.meta.url), 'utf8');
  const text = fenced(page, 'yaml');
  expect(text).toContain(`${kind}:`);
  const parsed = parseFile<unknown>({ path: `${kind}.md`, text }, schema satisfies z.ZodType);
  expect(parsed.ok ? [] : parsed.findings.map(formatFinding)).toEqual([]);
});

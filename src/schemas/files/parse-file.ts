import type { z } from 'zod';
import { explainIssue } from './explain-issue.ts';
import { inReadingOrder } from './finding.ts';
import type { Parsed } from './finding.ts';
import type { SourceFile } from './program-folder.ts';
import { readYaml } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** What a schema makes of a YAML file, with the file, so that later checks can name its lines. */
export interface ParsedFile<T> {
  readonly value: T;
  readonly yaml: YamlFile;
}

/** Reads a YAML file by a schema. All findings of the file are answered, in the order of the lines. */
export function parseFile<T>(source: SourceFile, schema: z.ZodType<T>): Parsed<ParsedFile<T>> {
  const yaml = readYaml(source);
  if (!yaml.ok) return yaml;
  const parsed = schema.safeParse(yaml.value.value);
  if (parsed.success) return { ok: true, value: { value: parsed.data, yaml: yaml.value } };
  const findings = parsed.error.issues.map((issue) => explainIssue(issue, yaml.value));
  return { ok: false, findings: inReadingOrder(findings) };
}

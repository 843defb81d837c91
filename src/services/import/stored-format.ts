import { parseMapping } from '../../schemas/files/mapping.ts';
import type { Parsed } from '../../schemas/files/finding.ts';
import type { FileFormat } from './event-file.ts';

/** How a posted file is to be read: a mapping makes it CSV. */
export interface GivenFormat {
  /** Text of a mapping file. */
  readonly mapping: string | null;
  readonly source: string;
  readonly enrol: boolean;
}

/** The format that was given; findings of its mapping name the file `mapping`. */
export function formatOf({ mapping, source, enrol }: GivenFormat): Parsed<FileFormat> {
  if (mapping === null) return { ok: true, value: { kind: 'ndjson', source, enrol } };
  const parsed = parseMapping({ path: 'mapping', text: mapping });
  return parsed.ok ? { ok: true, value: { kind: 'csv', mapping: parsed.value } } : parsed;
}

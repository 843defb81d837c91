import type { ValueSource } from '../../domain/values/reference.ts';
import { readStored } from './format.ts';
import type { Format } from './format.ts';

/** What a message node hands to its template, by name. */
export type Content = Readonly<Record<string, ValueSource>>;

const CONTENT: Format<{ readonly with: Content }> = {
  name: 'message content',
  version: 1,
  names: ['with'],
  upcasters: {},
};

/** `message.content`: literals and references, which are resolved when the message is claimed. */
export function readContent(stored: unknown): Content {
  return readStored(CONTENT, stored).with;
}

export function writeContent(content: Content): string {
  return JSON.stringify({ version: CONTENT.version, with: content });
}

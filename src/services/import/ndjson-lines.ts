import type { SourceLine } from '../../domain/import/source-line.ts';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { textBytes, type NamedBytes } from './text-bytes.ts';

/** Of one line, in UTF-16 units: as long as the body of a request may be. */
const LINE_LENGTH_MAX = 1_000_000;

/**
 * The lines of a text, each as one cell, as they are read. Empty lines are passed over and counted; a byte order mark
 * is dropped. Throws `UnreadableFile` for what is no text, and for a line that is too long.
 */
export async function* ndjsonLines(file: NamedBytes): AsyncGenerator<SourceLine> {
  const utf8 = new TextDecoder();
  let line = 0;
  let rest = '';
  for await (const piece of textBytes(file)) {
    const texts = (rest + utf8.decode(piece, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      line += 1;
      if (text.trim() !== '') yield sourceLine(file.name, line, text);
    }
    if (rest.length > LINE_LENGTH_MAX) sourceLine(file.name, line + 1, rest);
  }
  if (rest.trim() !== '') yield sourceLine(file.name, line + 1, rest);
}

function sourceLine(name: string, line: number, text: string): SourceLine {
  if (text.length > LINE_LENGTH_MAX) {
    throw new UnreadableFile(`${name}: line ${line} is longer than ${LINE_LENGTH_MAX} characters`);
  }
  return { line, cells: [text.trim()] };
}

import { describe, expect, it } from 'vitest';
import { bytesOf } from './bytes.fixture.ts';
import { ndjsonLines } from './ndjson-lines.ts';

async function linesOf(content: string, pieceBytes?: number): Promise<(readonly [number, string])[]> {
  const lines: (readonly [number, string])[] = [];
  for await (const { line, cells } of ndjsonLines(bytesOf(content, pieceBytes))) {
    lines.push([line, cells.join('|')]);
  }
  return lines;
}

describe('the lines of NDJSON', () => {
  it('keep their numbers past empty lines, a byte order mark and Windows line ends', async () => {
    expect(await linesOf('\uFEFF{"a":"ü"}\r\n\r\n  \n{"b":2}\n\n{"c":3}')).toEqual([
      [1, '{"a":"ü"}'],
      [4, '{"b":2}'],
      [6, '{"c":3}'],
    ]);
  });

  it('end at a line feed alone: JSON may hold other line separators as they are', async () => {
    expect(await linesOf('"a\u2028b"\n"c\u0085d"\n')).toEqual([
      [1, '"a\u2028b"'],
      [2, '"c\u0085d"'],
    ]);
  });

  it('may not be longer than a request', async () => {
    const long = `{}\n"${'x'.repeat(1_000_001)}"`;
    await expect(linesOf(long, 65_536)).rejects.toThrow('file: line 2 is longer than 1000000 characters');
  });
});

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { bytesOf } from './bytes.fixture.ts';
import { csvLines } from './csv-lines.ts';

async function linesOf(
  content: string | Uint8Array,
  delimiter = ',',
): Promise<(readonly [number, ...string[]])[]> {
  const lines: (readonly [number, ...string[]])[] = [];
  for await (const { line, cells } of csvLines(bytesOf(content), delimiter)) lines.push([line, ...cells]);
  return lines;
}

describe('reading a delimited file', () => {
  it('numbers records by the line that they begin on', async () => {
    const content = 'id,text\n1,"two\nlines"\n\n2,"and ""three""\n\nmore"\n3,one\n';
    expect(await linesOf(content)).toEqual([
      [1, 'id', 'text'],
      [2, '1', 'two\nlines'],
      [5, '2', 'and "three"\n\nmore'],
      [8, '3', 'one'],
    ]);
  });

  it('reads gzip, a byte order mark and Windows line ends', async () => {
    expect(await linesOf(gzipSync('\uFEFFid;x\r\n1;ü\r\n'), ';')).toEqual([
      [1, 'id', 'x'],
      [2, '1', 'ü'],
    ]);
  });

  it('keeps records with too few or too many cells, for the mapping to judge', async () => {
    expect(await linesOf('a,b\n1\n1,2,3\n')).toEqual([
      [1, 'a', 'b'],
      [2, '1'],
      [3, '1', '2', '3'],
    ]);
  });

  it.each([
    ['a quote that is never closed', 'a,b\n1,"x\n'],
    ['what textBytes refuses', gzipSync('a,b\n1,2\n'.repeat(5000)).subarray(0, 60)],
  ])('refuses %s', async (_, content) => {
    await expect(linesOf(content)).rejects.toBeInstanceOf(UnreadableFile);
  });
});

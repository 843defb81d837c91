import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../schemas/files/unreadable-file.ts';
import { bytesOf } from './bytes.fixture.ts';
import { textBytes, type NamedBytes } from './text-bytes.ts';

async function textOf(file: NamedBytes, bytesMax = 1_000): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of textBytes(file, { bytesMax })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const TEXT = 'Grüße, für 3 €\n'.repeat(20);

async function* failing(): AsyncGenerator<Buffer> {
  yield gzipSync(TEXT).subarray(0, 30);
  throw new Error('the disk is gone');
}

describe('the bytes of a text', () => {
  it.each([1, 2, 1_000])('are the same, packed or not, in pieces of %i', async (pieceBytes) => {
    expect(await textOf(bytesOf(TEXT, pieceBytes))).toBe(TEXT);
    expect(await textOf(bytesOf(gzipSync(TEXT), pieceBytes))).toBe(TEXT);
  });

  it('may be none at all', async () => {
    expect(await textOf(bytesOf(''))).toBe('');
  });

  it.each([
    ['Latin-1', Buffer.from(TEXT, 'latin1'), 'is not UTF-8'],
    ['a character that breaks off', Buffer.from('€').subarray(0, 2), 'is not UTF-8'],
    ['packed Latin-1', gzipSync(Buffer.from(TEXT, 'latin1')), 'is not UTF-8'],
    ['gzip that breaks off', gzipSync(TEXT).subarray(0, 40), 'is not whole gzip'],
    ['gzip that is damaged', gzipSync(TEXT).fill(0, 12, 20), 'is not whole gzip'],
    ['what unpacks to more than is allowed', gzipSync(' '.repeat(100_000)), 'is larger than 1000 bytes'],
  ])('refuse %s', async (_, content, message) => {
    const text = textOf(bytesOf(content));
    await expect(text).rejects.toBeInstanceOf(UnreadableFile);
    await expect(text).rejects.toThrow(`file: ${message}`);
  });

  it('tell a failure of what they come from as it is', async () => {
    await expect(textOf({ name: 'file', bytes: failing() })).rejects.toThrow('the disk is gone');
  });
});

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { runCommand } from './command.ts';
import { downloadArchive, publishedChecksum } from './download.ts';

let archive: Buffer;
let folder: string;
let url: string;

const server = createServer((request, response) => {
  if (request.url === '/tool.tar.gz') response.end(archive);
  else if (request.url === '/checksums.txt') response.end(`${checksum()}  tool.tar.gz\n0000  other.tar.gz\n`);
  else response.writeHead(404).end();
});

async function closedPort(): Promise<number> {
  const closing = createServer();
  const port = await listen(closing);
  await new Promise((resolve) => closing.close(resolve));
  return port;
}

async function listen(httpServer: Server): Promise<number> {
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const address = httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

beforeAll(async () => {
  const source = await mkdtemp(path.join(os.tmpdir(), 'perennial-archive-'));
  await writeFile(path.join(source, 'tool'), 'content');
  await runCommand('tar', ['-czf', path.join(source, 'tool.tar.gz'), '-C', source, 'tool']);
  archive = await readFile(path.join(source, 'tool.tar.gz'));
  await rm(source, { recursive: true });
  url = `http://127.0.0.1:${await listen(server)}`;
});

afterAll(() => server.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-download-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const checksum = () => createHash('sha256').update(archive).digest('hex');

it('unpacks an archive whose checksum is the published one', async () => {
  await downloadArchive(
    `${url}/tool.tar.gz`,
    folder,
    await publishedChecksum(`${url}/checksums.txt`, 'tool.tar.gz'),
  );
  expect(await readFile(path.join(folder, 'tool'), 'utf8')).toBe('content');
});

it('refuses an archive with another checksum', async () => {
  const other = await publishedChecksum(`${url}/checksums.txt`, 'other.tar.gz');
  await expect(downloadArchive(`${url}/tool.tar.gz`, folder, other)).rejects.toThrow(
    /differs from the published/,
  );
});

it('says which address failed, and why', async () => {
  await expect(downloadArchive(`${url}/missing`, folder)).rejects.toThrow(/\/missing: 404/);
  const closed = `http://127.0.0.1:${await closedPort()}`;
  await expect(downloadArchive(closed, folder)).rejects.toThrow(/ECONNREFUSED/);
});

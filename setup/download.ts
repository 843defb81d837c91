import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './command.ts';

/** A machine without a direct line to the internet shall find out soon, not after the system's two minutes. */
const CONNECT_TIMEOUT_MS = 5_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** Downloads a `.tar.gz` and unpacks it into `folder`. With `sha256` given, other content is refused. */
export async function downloadArchive(url: string, folder: string, sha256?: string): Promise<void> {
  const archive = path.join(folder, '.download.tar.gz');
  const response = await get(url);
  if (!response.body) throw new Error(`${url}: empty answer`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(archive), {
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  });
  if (sha256 !== undefined) await verify(archive, sha256, url);
  await runCommand('tar', ['-xzf', archive, '-C', folder]);
  await rm(archive);
}

/** The SHA-256 of `fileName` as listed in a release's file of checksums ("<hex>  <name>" per line). */
export async function publishedChecksum(url: string, fileName: string): Promise<string> {
  const response = await get(url);
  const line = (await response.text()).split('\n').find((entry) => entry.trim().endsWith(` ${fileName}`));
  const checksum = line?.trim().split(/\s+/)[0];
  if (!checksum) throw new Error(`${url} lists no checksum for ${fileName}`);
  return checksum;
}

async function get(url: string): Promise<Response> {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer within ${CONNECT_TIMEOUT_MS / 1000} s`)),
    CONNECT_TIMEOUT_MS,
  );
  try {
    const response = await fetch(url, { signal: connecting.signal });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return response;
  } catch (error) {
    throw new Error(`${url}: ${rootCause(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` says only "fetch failed"; the reason lies in its cause. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function verify(file: string, sha256: string, url: string): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual !== sha256.toLowerCase()) {
    throw new Error(`${url}: checksum ${actual} differs from the published ${sha256}`);
  }
}

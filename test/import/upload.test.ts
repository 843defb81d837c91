import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serveApi, type ApiServer } from '../../src/api/server.ts';
import { createApp } from '../../src/api/create-app.ts';
import { importOutput } from '../../src/schemas/http/import.ts';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { withApi } from '../api/api-under-test.ts';

const UPLOAD_BYTES_MAX = 3_000_000;
const BOUNDARY = 'a-boundary';

const api = withApi();

let server: ApiServer;
beforeAll(async () => {
  const app = createApp({ ...api().deps, uploadBytesMax: UPLOAD_BYTES_MAX });
  server = await serveApi(app.fetch, { port: 0, host: '127.0.0.1' });
});
afterAll(() => server.close());

interface UploadOptions {
  readonly end?: string;
  readonly onPiece?: (piece: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** A form that is sent a piece at a time, without its length; `onPiece` is told how much was asked for so far. */
async function upload(
  pieces: number,
  { end = `\r\n--${BOUNDARY}--\r\n`, onPiece = () => undefined, signal }: UploadOptions = {},
): Promise<Response> {
  const line = `${JSON.stringify({ id: 'x'.repeat(90) })}\n`.repeat(1_000);
  async function* form(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f.ndjson"\r\n\r\n`,
    );
    for (let piece = 1; piece <= pieces; piece += 1) {
      await onPiece(piece);
      yield Buffer.from(line);
    }
    yield Buffer.from(end);
  }
  return fetch(`http://127.0.0.1:${server.port}/v1/imports`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${api().key}`,
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    body: ReadableStream.from(form()),
    duplex: 'half',
    ...(signal !== undefined && { signal }),
  });
}

async function kept(): Promise<number> {
  const rows = await api().deps.db.selectFrom('import_part').select('number').execute();
  return rows.length;
}

it('a file of any size up to the limit is taken as it comes', async () => {
  const answer = await upload(25);
  expect(answer.status).toBe(202);
  expect(importOutput.parse(await answer.json())).toMatchObject({ status: 'waiting', bytes: 25 * 100_000 });
});

it('a mapping may be given as a file, as curl does', async () => {
  const mapping = `
mapping: till
source: till
member: { column: customer }
purchase: { id: [order], time: { column: at, format: rfc_3339 }, currency: EUR, total: total }
`;
  const form = new FormData();
  form.set('file', new Blob(['order,customer,at,total\n']), 'sales.csv');
  form.set('mapping', new Blob([mapping]), 'till.map.yaml');
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/imports`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${api().key}` },
    body: form,
  });
  expect(await answer.json()).toMatchObject({ status: 'waiting', format: 'csv', fileName: 'sales.csv' });
});

it('a file above the limit is refused as soon as that is known, and nothing of it is kept', async () => {
  const before = await kept();
  let asked = 0;
  const answer = await upload(100_000, { onPiece: (piece) => void (asked = piece) });
  expect(answer.status).toBe(413);
  expect(problemOutput.parse(await answer.json()).code).toBe('body_too_large');
  expect(asked).toBeLessThan(1_000);
  expect(await kept()).toBe(before);
});

it('an announced length above the limit is refused before the file is read', async () => {
  const answer = await api().send('POST', '/v1/imports', {
    body: 'x',
    headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`, 'Content-Length': '600000000' },
  });
  expect(problemOutput.parse(answer.body).code).toBe('body_too_large');
});

function receiving() {
  return api().deps.db.selectFrom('import').select('id').where('status', '=', 'receiving').execute();
}

it('a sender that is gone in the middle leaves nothing behind', async () => {
  const before = await kept();
  const sender = new AbortController();
  const onPiece = async (piece: number): Promise<void> => {
    if (piece < 10) return;
    // By then a part of the file is kept.
    await vi.waitFor(async () => expect(await kept()).toBeGreaterThan(before));
    sender.abort();
  };
  await expect(upload(20, { onPiece, signal: sender.signal })).rejects.toThrow('aborted');
  await vi.waitFor(async () => expect([await kept(), await receiving()]).toEqual([before, []]), 10_000);
});

it('a form that breaks off leaves nothing behind', async () => {
  const before = await kept();
  const answer = await upload(5, { end: '' });
  expect(problemOutput.parse(await answer.json()).code).toBe('malformed_form');
  expect(await kept()).toBe(before);
});

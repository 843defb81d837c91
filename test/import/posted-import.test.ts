import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { problemOutput } from '../../src/schemas/http/problem.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { findUnattendedImports } from '../../src/services/import/unattended-imports.ts';
import { uuidOf, withPostedFiles } from './posted-files.ts';

const files = withPostedFiles();

const MAPPING = `
mapping: till
source: till
skip: [{ reason: cancelled, where: { order: { matches: "C*" } } }]
member: { column: customer, enrol: true }
purchase:
  id: [order]
  time: { column: at, format: rfc_3339 }
  currency: { column: currency }
  lines: { sku: sku, quantity: quantity, price: price }
`;
const HEADER = 'order,customer,at,sku,quantity,price,currency';

function csv(...lines: readonly string[]): string {
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function event(id: string, externalId: string, occurredAt = '2026-11-20T10:00:00Z'): string {
  const data = { orderId: id, total: { amountMinor: 250, currency: 'EUR' } };
  return JSON.stringify({ id, type: 'purchase', member: { externalId }, occurredAt, data });
}

async function logOf(externalId: string): Promise<readonly string[]> {
  const rows = await files()
    .api.deps.db.selectFrom('member_event')
    .innerJoin('member', 'member.id', 'member_event.member_id')
    .select(['type', 'occurred_at'])
    .where('external_id', '=', externalId)
    .orderBy('seq')
    .execute();
  return rows.map((row) => `${new Date(row.occurred_at).toISOString().slice(0, 10)} ${row.type}`);
}

describe('a posted file of history', () => {
  const file = csv(
    'A,hanna,2020-03-01T10:00:00Z,x,2,1.50,EUR',
    'B,igor,2020-02-01T10:00:00Z,x,1,1.50,EUR',
    'A,hanna,2020-03-01T10:01:00Z,y,1,0.005,EUR',
    'C1,hanna,2020-03-02T10:00:00Z,x,-1,1.50,EUR',
    'D,hanna,2020-01-01T10:00:00Z,x,1,2,EUR',
    'E,hanna,2020-01-05T10:00:00Z,x,1,1,USD',
    'F,igor,soon,x,1,1,EUR',
  );
  const counts = { linesRead: 7, events: 4, skipped: 1, rejected: 2, skippedBy: { cancelled: 1 } };

  it('is taken, waits, and becomes what a direct import makes of it', async () => {
    const answer = await files().post({
      file: gzipSync(file),
      fileName: 'sales.csv.gz',
      mapping: MAPPING,
      history: 'true',
    });
    expect(answer).toMatchObject({
      status: 202,
      body: { status: 'waiting', format: 'csv', fileName: 'sales.csv.gz', history: true, recorded: 0 },
    });
    const id = (answer.headers.get('Location') ?? '').replace('/v1/imports/', '');
    await files().conduct(id);
    expect(await files().show(id)).toMatchObject({
      ...counts,
      status: 'done',
      phase: 'marking',
      bytes: gzipSync(file).length,
      bytesRead: gzipSync(file).length,
      recorded: 3,
      duplicates: 0,
      enrolled: 2,
      rejectedBy: { wrong_currency: 1, unreadable_time: 1 },
      failure: null,
    });
    expect(await logOf('hanna')).toEqual([
      '2020-01-01 enrolled',
      '2020-01-01 purchase',
      '2020-01-01 points_earned',
      '2020-03-01 purchase',
      '2020-03-01 points_earned',
    ]);
    const marked = await files()
      .api.deps.db.selectFrom('lifecycle')
      .innerJoin('member', 'member.id', 'lifecycle.member_id')
      .select('external_id')
      .where('needs_advance_since', 'is not', null)
      .orderBy('external_id')
      .execute();
    expect(marked.map((row) => row.external_id)).toEqual(['hanna', 'igor']);
  });

  it('changes nothing when it is posted again, and counts what was there', async () => {
    const { id } = await files().posted({ file, mapping: MAPPING, history: 'true' });
    await files().conduct(id);
    const again = await files().show(id);
    expect(again).toMatchObject({ ...counts, status: 'done', recorded: 0, duplicates: 3, enrolled: 0 });
    expect(await logOf('hanna')).toHaveLength(5);
  });

  it('gives its rejected lines in its own form, and forgets everything else of the file', async () => {
    const { id } = await files().posted({ file, mapping: MAPPING, history: 'true' });
    expect(await files().rejects(id)).toBe('');
    await files().conduct(id);
    expect(await files().rejects(id)).toBe(
      [
        `line,reason,detail,${HEADER}`,
        '8,unreadable_time,"at is ""soon""",F,igor,soon,x,1,1,EUR',
        '7,wrong_currency,/data/total/currency: total is in USD; the program counts in EUR,E,hanna,2020-01-05T10:00:00Z,x,1,1,USD',
        '',
      ].join('\n'),
    );
    expect(await files().parts(id)).toEqual({ rejects: 2 });
  });
});

describe('posted NDJSON', () => {
  it('is recorded, and gives its rejected lines as NDJSON', async () => {
    const lines = [
      event('N2', 'nina'),
      event('N1', 'nina', '2026-11-19T10:00:00Z'),
      '{',
      event('N2', 'nina'),
    ];
    const { id } = await files().posted({ file: lines.join('\n'), enrol: 'true' });
    await files().conduct(id);
    expect(await files().show(id)).toMatchObject({
      status: 'done',
      format: 'ndjson',
      linesRead: 4,
      events: 3,
      recorded: 2,
      duplicates: 1,
      enrolled: 1,
      rejectedBy: { malformed_json: 1 },
    });
    expect(await files().rejects(id)).toBe(
      '{"line":3,"reason":"malformed_json","detail":"the line is not JSON","event":"{"}\n',
    );
  });

  it('enrols nobody unless it is asked to', async () => {
    const { id } = await files().posted({ file: event('S', 'stranger') });
    await files().conduct(id);
    expect(await files().show(id)).toMatchObject({ recorded: 0, rejectedBy: { unknown_member: 1 } });
  });
});

describe('posting', () => {
  const file = event('K1', 'kim');

  it('is one import for one Idempotency-Key, and another file with that key is refused', async () => {
    const key = { 'Idempotency-Key': '"one"' };
    const first = await files().post({ file, enrol: 'true' }, key);
    const again = await files().post({ file, enrol: 'true' }, key);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const other = await files().post({ file: event('K2', 'kim'), enrol: 'true' }, key);
    expect(problemOutput.parse(other.body).code).toBe('idempotency_key_reused');
    const otherwise = await files().post({ file, history: 'true', enrol: 'true' }, key);
    expect(problemOutput.parse(otherwise.body).code).toBe('idempotency_key_reused');
  });

  it('twice at once with one key makes one import', async () => {
    const key = { 'Idempotency-Key': 'at-once' };
    const answers = await Promise.all([1, 2, 3].map(() => files().post({ file }, key)));
    const locations = new Set(answers.map(({ headers }) => headers.get('Location')));
    expect([...locations]).toEqual([expect.stringContaining('imp_')]);
  });

  it.each([
    ['gzip that breaks off', { file: gzipSync(randomBytes(90_000)).subarray(0, 40_000) }, 'unreadable_file'],
    ['what is not UTF-8', { file: Buffer.from('{"id":"ü"}\n', 'latin1') }, 'unreadable_file'],
    ['an empty file', { file: '' }, 'unreadable_file'],
    ['a packed empty file', { file: gzipSync('') }, 'unreadable_file'],
    ['a form without a file', { file: undefined, enrol: 'true' }, 'invalid_input'],
    ['a mapping that is none', { file: csv(), mapping: 'mapping: [' }, 'invalid_input'],
    [
      'a mapping that does not fit',
      { file: csv(), mapping: MAPPING.replace('sku: sku', 'sku: skuu') },
      'invalid_input',
    ],
    [
      'a mapping of another source',
      { file: csv(), mapping: MAPPING.replace('source: till', 'source: web') },
      'foreign_source',
    ],
    ['a mapping with NUL', { file: csv(), mapping: `${MAPPING}# \0` }, 'invalid_input'],
    ['CSV that is asked to enrol', { file: csv(), mapping: MAPPING, enrol: 'true' }, 'invalid_input'],
    ['another word for yes', { file, history: 'yes' }, 'invalid_input'],
    ['an unknown field', { file, colour: 'red' }, 'invalid_input'],
  ])('refuses %s, and keeps nothing of it', async (_, form, code) => {
    const answer = await files().post(form);
    expect(problemOutput.parse(answer.body).code).toBe(code);
    const left = await files()
      .api.deps.db.selectFrom('import')
      .select('id')
      .where('status', '=', 'receiving')
      .execute();
    expect(left).toEqual([]);
  });

  it.each([
    ['no form at all', 'application/json', '{}', 'unsupported_media_type'],
    ['a form without a boundary', 'multipart/form-data', 'x', 'malformed_form'],
    ['a form that is none', 'multipart/form-data; boundary=b', 'no form', 'malformed_form'],
    [
      'a form that breaks off in its file',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{"id":',
      'malformed_form',
    ],
  ])('refuses %s', async (_, contentType, body, code) => {
    const answer = await files().api.send('POST', '/v1/imports', {
      body,
      headers: { 'Content-Type': contentType },
    });
    expect(problemOutput.parse(answer.body).code).toBe(code);
  });

  it('names the place in a mapping that does not fit the file', async () => {
    const mapping = MAPPING.replace('sku: sku', 'sku: skuu');
    expect((await files().post({ file: csv(), mapping })).body).toMatchObject({
      detail: 'mapping:10:17 purchase.lines.sku: the file has no column "skuu"; did you mean "sku"?',
      errors: [{ pointer: 'mapping' }],
    });
  });
});

describe('a file that turns out unreadable', () => {
  it('fails with the reason, and what its good beginning holds is not recorded', async () => {
    const good = csv('X1,xeni,2026-11-20T10:00:00Z,x,2,1.50,EUR');
    const { id } = await files().posted({ file: `${good}X2,xeni,"never closed`, mapping: MAPPING });
    await files().conduct(id);
    expect(await files().show(id)).toMatchObject({
      status: 'failed',
      recorded: 0,
      failure: { code: 'unreadable_file', detail: expect.stringContaining('sales: Quote Not Closed') },
    });
    expect(await logOf('xeni')).toEqual([]);
    expect(await files().parts(id)).toEqual({});
  });
});

describe('an import', () => {
  it('that is cancelled records nothing more, and is cancelled once', async () => {
    const { id } = await files().posted({ file: event('L1', 'lou'), enrol: 'true' });
    await files().conduct(id, 1);
    const cancelled = await files().api.send('POST', `/v1/imports/${id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await files().api.send('POST', `/v1/imports/${id}/cancel`)).body).toEqual(cancelled.body);
    await files().conduct(id);
    expect(await logOf('lou')).toEqual([]);
  });

  it('that has ended cannot be cancelled', async () => {
    const { id } = await files().posted({ file: event('L2', 'lou'), enrol: 'true' });
    await files().conduct(id);
    const answer = await files().api.send('POST', `/v1/imports/${id}/cancel`);
    expect(problemOutput.parse(answer.body).code).toBe('import_ended');
  });

  it.each(['', '/rejects'])('of another id is not known: GET …%s', async (path) => {
    const answer = await files().api.send(
      'GET',
      `/v1/imports/imp_00000000-0000-7000-8000-000000000000${path}`,
    );
    expect(problemOutput.parse(answer.body).code).toBe('unknown_import');
  });

  it('is found in the list, page by page, the latest first', async () => {
    const { body } = await files().api.send('GET', '/v1/imports?limit=200');
    const all = JSON.stringify(body);
    const pages: unknown[] = [];
    let path: string | null = '/v1/imports?limit=2';
    while (path !== null) {
      const page: { items: unknown[]; nextCursor: string | null } = JSON.parse(
        JSON.stringify((await files().api.send('GET', path)).body),
      );
      pages.push(...page.items);
      path = page.nextCursor === null ? null : `/v1/imports?limit=2&cursor=${page.nextCursor}`;
    }
    expect(JSON.stringify({ items: pages, nextCursor: null })).toBe(all);
  });

  it('keeps its rejected lines for 30 days', async () => {
    const { id } = await files().posted({ file: '{' });
    await files().conduct(id);
    const { api } = files();
    const importId = uuidOf(id);
    const isFound = async (): Promise<boolean> => {
      const ctx = { ...api.ctx, now: api.deps.clock.now() };
      return (await findUnattendedImports(ctx, 100)).some((found) => found.importId === importId);
    };
    expect([await files().parts(id), await isFound()]).toEqual([{ rejects: 1 }, false]);
    api.pass(31 * DAY_MS);
    expect(await isFound()).toBe(true);
    await files().conductOnce(id);
    expect([await files().parts(id), await isFound()]).toEqual([{}, false]);
  });
});

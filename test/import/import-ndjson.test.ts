import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileFormat } from '../../src/services/import/event-file.ts';
import { publicId } from '../../src/schemas/http/public-id.ts';
import { withImportShop } from './import-shop.ts';

const shop = withImportShop('EUR');

const NDJSON: FileFormat = { kind: 'ndjson', source: 'till', enrol: true };

function purchase(id: string, externalId: string, occurredAt: string, more: object = {}): string {
  const data = { orderId: id, total: { amountMinor: 250, currency: 'EUR' } };
  return JSON.stringify({ id, type: 'purchase', member: { externalId }, occurredAt, data, ...more });
}

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(shop().folder, name);
  await writeFile(path, gzipSync(`${lines.join('\n')}\n`));
  return path;
}

async function log(externalId: string): Promise<readonly string[]> {
  const rows = await shop()
    .db.selectFrom('member_event')
    .innerJoin('member', 'member.id', 'member_event.member_id')
    .select(['type', 'occurred_at'])
    .where('external_id', '=', externalId)
    .orderBy('seq')
    .execute();
  return rows.map((row) => `${new Date(row.occurred_at).toISOString().slice(0, 10)} ${row.type}`);
}

const LINES = [
  purchase('A', 'ann', '2020-03-01T10:00:00Z'),
  purchase('B', 'ann', '2020-01-01T10:00:00+01:00', { source: 'till' }),
  JSON.stringify({
    id: 'V',
    type: 'visit',
    member: { externalId: 'ann' },
    occurredAt: '2020-02-01T10:00:00Z',
    data: {},
  }),
];

const REFUSED = [
  [purchase('C', 'ann', 'soon'), 'invalid_input', '/occurredAt: is not an RFC 3339'],
  [purchase('D', 'ann', '2020-01-01T10:00:00Z', { colour: 1 }), 'invalid_input', '/colour: is not a known'],
  [purchase('E', 'ann', '2020-01-01T10:00:00Z', { source: 'web' }), 'foreign_source', '/source: the import'],
  ['{"id": "F"', 'malformed_json', 'the line is not JSON'],
  ['{"id": "G\\u0000"}', 'invalid_input', '/id: holds a NUL character'],
  [purchase('H', 'ann', '2020-01-01T10:00:00Z', { data: {} }), 'invalid_input', '/data/orderId'],
  [
    purchase('I', 'ann', '2020-01-01T10:00:00Z', { type: 'points_earned' }),
    'reserved_type',
    '/type: points_earned',
  ],
] as const;

describe('an import of NDJSON', () => {
  it('records events of any type by time, enrols, and rejects each line that is no event by itself', async () => {
    const path = await file('events.ndjson.gz', [...LINES, ...REFUSED.map(([line]) => line)]);
    expect(await shop().importAs(NDJSON, path, { history: true })).toEqual({
      read: 10,
      events: 5,
      recorded: 3,
      duplicates: 0,
      enrolled: 1,
      skipped: 0,
      rejected: 7,
      skippedBy: {},
      rejectedBy: { invalid_input: 4, foreign_source: 1, malformed_json: 1, reserved_type: 1 },
    });
    expect(await log('ann')).toEqual([
      '2020-01-01 enrolled',
      '2020-01-01 purchase',
      '2020-01-01 points_earned',
      '2020-01-01 points_earned',
      '2020-02-01 visit',
      '2020-03-01 purchase',
      '2020-03-01 points_earned',
      '2020-03-01 points_earned',
    ]);
    const rejects = (await shop().rejects(path)).trim().split('\n');
    expect(rejects.map((line): unknown => JSON.parse(line))).toEqual(
      REFUSED.map(([event, reason, detail], place) => ({
        line: place + 4,
        reason,
        detail: expect.stringContaining(detail),
        event,
      })),
    );
  });

  it('changes nothing when it is repeated, also with members by our ids', async () => {
    const { id } = await shop().db.selectFrom('member').select('id').executeTakeFirstOrThrow();
    const before = await shop().stateHash();
    const [first = '', ...others] = LINES;
    const byOurId = JSON.stringify({ ...JSON.parse(first), member: { id: publicId('mem', id) } });
    const path = await file('again.ndjson.gz', [byOurId, ...others]);
    const summary = await shop().importAs(NDJSON, path, { history: true });
    expect(summary).toMatchObject({ events: 3, recorded: 0, duplicates: 3, enrolled: 0, rejected: 0 });
    expect(await shop().stateHash()).toBe(before);
  });

  it('enrols nobody unless it is asked to', async () => {
    const path = await file('strangers.ndjson.gz', [purchase('S', 'eve', '2026-11-20T10:00:00Z')]);
    const summary = await shop().importAs({ ...NDJSON, enrol: false }, path, { history: false });
    expect(summary).toMatchObject({ recorded: 0, rejectedBy: { unknown_member: 1 } });
  });
});

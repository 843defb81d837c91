import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withImportShop } from './import-shop.ts';

const shop = withImportShop('EUR');

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

async function file(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(shop().folder, name);
  await writeFile(path, `${[HEADER, ...lines].join('\n')}\n`);
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

async function marked(): Promise<readonly string[]> {
  const rows = await shop()
    .db.selectFrom('lifecycle')
    .innerJoin('member', 'member.id', 'lifecycle.member_id')
    .select('external_id')
    .where('needs_advance_since', 'is not', null)
    .orderBy('external_id')
    .execute();
  return rows.map((row) => row.external_id);
}

describe('an import of history', () => {
  it('records orders by time from enrolment on, counts every line once, and has its members looked at', async () => {
    const path = await file(
      'history.csv',
      'A,ann,2020-03-01T10:00:00Z,x,2,1.50,EUR',
      'B,bob,2020-02-01T10:00:00Z,x,1,1.50,EUR',
      'A,ann,2020-03-01T10:01:00Z,y,1,0.005,EUR',
      'C1,ann,2020-03-02T10:00:00Z,x,-1,1.50,EUR',
      'D,ann,2020-01-01T10:00:00Z,x,1,0,EUR',
      'E,ann,2020-01-05T10:00:00Z,x,1,1,USD',
      'F,bob,soon,x,1,1,EUR',
    );
    expect(await shop().run(path, MAPPING, { history: true })).toEqual({
      read: 7,
      events: 4,
      recorded: 3,
      duplicates: 0,
      enrolled: 2,
      skipped: 1,
      rejected: 2,
      skippedBy: { cancelled: 1 },
      rejectedBy: { wrong_currency: 1, unreadable_time: 1 },
    });
    expect(await shop().rejects(path)).toBe(
      [
        `line,reason,detail,${HEADER}`,
        '8,unreadable_time,"at is ""soon""",F,bob,soon,x,1,1,EUR',
        '7,wrong_currency,/data/total/currency: total is in USD; the program counts in EUR,E,ann,2020-01-05T10:00:00Z,x,1,1,USD',
        '',
      ].join('\n'),
    );
    expect(await log('ann')).toEqual([
      '2020-01-01 enrolled',
      '2020-01-01 purchase',
      '2020-03-01 purchase',
      '2020-03-01 points_earned',
      '2020-03-01 points_earned',
    ]);
    expect(await marked()).toEqual(['ann', 'bob']);
  });

  it('changes nothing when it is repeated', async () => {
    const before = await shop().stateHash();
    const path = await file(
      'again.csv',
      'A,ann,2020-03-01T10:00:00Z,x,2,1.50,EUR',
      'A,ann,2020-03-01T10:01:00Z,y,1,0.005,EUR',
    );
    const summary = await shop().run(path, MAPPING, { history: true });
    expect(summary).toMatchObject({ events: 1, recorded: 0, duplicates: 1, enrolled: 0 });
    expect(await shop().stateHash()).toBe(before);
  });

  it('rejects what was recorded with other content', async () => {
    const before = await shop().stateHash();
    const path = await file('changed.csv', 'A,ann,2020-03-01T10:00:00Z,x,3,1.50,EUR');
    const summary = await shop().run(path, MAPPING, { history: true });
    expect(summary).toMatchObject({ recorded: 0, rejectedBy: { key_conflict: 1 } });
    expect(await shop().stateHash()).toBe(before);
  });
});

describe('an import of the present', () => {
  it('rejects what is older than events may be, and members that it may not enrol', async () => {
    const path = await file(
      'present.csv',
      'G,ann,2026-11-20T10:00:00Z,x,1,1,EUR',
      'H,ann,2026-09-20T10:00:00Z,x,1,1,EUR',
      'I,eve,2026-11-20T10:00:00Z,x,1,1,EUR',
    );
    const summary = await shop().run(path, MAPPING.replace(', enrol: true', ''), { history: false });
    expect(summary).toMatchObject({
      recorded: 1,
      enrolled: 0,
      rejectedBy: { occurred_too_early: 1, unknown_member: 1 },
    });
  });
});

describe('a file without a column of the mapping', () => {
  it('is not imported, and the place in the mapping is named', async () => {
    const path = await file('columns.csv');
    const run = shop().run(path, MAPPING.replace('sku: sku', 'sku: skuu'), { history: true });
    await expect(run).rejects.toThrow(
      'test.map.yaml:10:17 purchase.lines.sku: the file has no column "skuu"; did you mean "sku"?',
    );
  });
});

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Import } from '../../src/services/import/import.ts';
import type { ImportSummary } from '../../src/services/import/import-file.ts';
import { withImportShop, type ImportShop } from './import-shop.ts';
import { FOLDER, pathOf, withRaw, type RawFile } from './raw-file.ts';
import { compareReturns } from './returns-in-sql.ts';

const IMPORTED_TWICE_WITHIN_MS = 240_000;

interface RealFile extends RawFile {
  readonly mapping: string;
  /** `id, member, at, minor` of every purchase, computed from the table `raw` alone. */
  readonly orders: string;
}

const CDNOW: RealFile = {
  name: 'cdnow_sample.csv.gz',
  mapping: 'cdnow.map.yaml',
  columns: 'customer_id text, sample_id text, date date, cds int, dollars numeric',
  orders: `
    select 'line-' || (line + 1) as id, customer_id as member, date::timestamp at time zone 'America/New_York' as at,
      round(dollars * 100)::bigint as minor
    from raw`,
};

const ONLINE_RETAIL: RealFile = {
  name: 'online_retail_2009-12_2010-12.csv.gz',
  mapping: 'online-retail.map.yaml',
  columns:
    'invoice text, stock_code text, description text, quantity int, invoice_date timestamp, price numeric, customer_id text, country text',
  orders: `
    select invoice as id, customer_id as member, min(invoice_date) at time zone 'Europe/London' as at,
      sum(round(quantity * price * 100))::bigint as minor
    from raw where invoice ~ '^[0-9]' and customer_id is not null group by 1, 2`,
};

function isThere(file: RealFile): boolean {
  const { name } = file;
  const isFound = FOLDER !== '' && existsSync(pathOf(file));
  if (!isFound) process.stderr.write(`SKIPPED: import of ${name}; PERENNIAL_DATA does not lead to it\n`);
  return isFound;
}

async function importInto(shop: ImportShop, file: RealFile): Promise<ImportSummary> {
  return shop.run(pathOf(file), await mappingText(file), { history: true });
}

async function postInto(shop: ImportShop, file: RealFile): Promise<Import> {
  return shop.runPosted(pathOf(file), await mappingText(file), { history: true });
}

function mappingText({ mapping }: RealFile): Promise<string> {
  return readFile(new URL(`../../examples/imports/${mapping}`, import.meta.url), 'utf8');
}

interface Comparison {
  readonly orders: string;
  readonly differing: string;
  readonly ordered_cents: string;
  readonly posted_cents: string;
  readonly ordered_points: string;
  readonly posted_points: string;
}

/** What the log and the ledger hold of purchases beside what SQL makes of the raw file. */
async function compare(shop: ImportShop, file: RealFile): Promise<Comparison | undefined> {
  return withRaw(shop, file, async (client) => {
    const { rows } = await client.query<Comparison>(`
      with orders as (${file.orders}),
        log as (
          select e.data ->> 'orderId' as id, m.external_id as member, e.occurred_at as at,
            (e.data -> 'total' ->> 'amountMinor')::bigint as minor
          from member_event e join member m on m.id = e.member_id where e.type = 'purchase'),
        differing as (
          (table orders except all table log) union all (table log except all table orders)),
        posted as (
          select wallet, -sum(amount) as amount from posting where account = 'issued' group by wallet)
      select (select count(*) from orders) as orders, (select count(*) from differing) as differing,
        (select sum(minor) from orders) as ordered_cents,
        (select amount from posted where wallet = 'cents') as posted_cents,
        (select sum(minor / 100) from orders) as ordered_points,
        (select amount from posted where wallet = 'points') as posted_points`);
    return rows[0];
  });
}

function expectEqualLedgers(comparison: Comparison | undefined, orders: number): void {
  expect(comparison).toMatchObject({ orders: String(orders), differing: '0' });
  expect(Number(comparison?.ordered_cents)).toBeGreaterThan(0);
  expect(comparison?.posted_cents).toBe(comparison?.ordered_cents);
  expect(comparison?.posted_points).toBe(comparison?.ordered_points);
}

describe.skipIf(!isThere(CDNOW))('CDNOW, posted', { timeout: IMPORTED_TWICE_WITHIN_MS }, () => {
  const shop = withImportShop('USD');

  it('has the ledger that SQL computes from the file, repeated lines and zero amounts included', async () => {
    expect(await postInto(shop(), CDNOW)).toMatchObject({
      status: 'done',
      linesRead: 6_919,
      events: 6_919,
      recorded: 6_919,
      duplicates: 0,
      enrolled: 2_357,
      skipped: 0,
      rejected: 0,
    });
    expectEqualLedgers(await compare(shop(), CDNOW), 6_919);
  });

  it('changes nothing when it is imported again', async () => {
    const before = await shop().stateHash();
    expect(await importInto(shop(), CDNOW)).toMatchObject({ recorded: 0, duplicates: 6_919, enrolled: 0 });
    expect(await shop().stateHash()).toBe(before);
  });
});

describe.skipIf(!isThere(ONLINE_RETAIL))('Online Retail', { timeout: IMPORTED_TWICE_WITHIN_MS }, () => {
  const shop = withImportShop('GBP');

  it('has the ledger that SQL computes from the file: orders from scattered lines, at their earliest time', async () => {
    expect(await importInto(shop(), ONLINE_RETAIL)).toMatchObject({
      read: 525_461,
      events: 23_587,
      recorded: 23_587,
      duplicates: 0,
      enrolled: 4_383,
      skipped: 3,
      rejected: 107_924,
      rejectedBy: { no_customer: 107_924 },
    });
    expectEqualLedgers(await compare(shop(), ONLINE_RETAIL), 19_215);
  });

  it('has taken back what SQL computes from the file: each article from its newest purchase', async () => {
    const { expected, recorded } = await withRaw(shop(), ONLINE_RETAIL, compareReturns);
    expect(recorded).toEqual(expected);
    expect(recorded).toMatchObject({ lines: 9_839, missingLines: 1_830 });
  });

  it('changes nothing when it is posted as well', async () => {
    const before = await shop().stateHash();
    expect(await postInto(shop(), ONLINE_RETAIL)).toMatchObject({
      status: 'done',
      linesRead: 525_461,
      recorded: 0,
      duplicates: 23_587,
      enrolled: 0,
      skipped: 3,
      rejectedBy: { no_customer: 107_924 },
    });
    expect(await shop().stateHash()).toBe(before);
  });
});

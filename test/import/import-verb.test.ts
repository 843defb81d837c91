import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptAt } from '../../src/cli/prompt.fixture.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { NOW, PROGRAM, withImportShop } from './import-shop.ts';

const shop = withImportShop('EUR');

const MAPPING = `
mapping: till
source: till
member: { column: customer, enrol: true }
purchase:
  id: [order]
  time: { column: at, format: rfc_3339 }
  currency: EUR
  total: total
`;

const CSV = 'order,customer,at,total\nA,ann,2026-11-20T10:00:00Z,12.50\nB,bob,soon,1\n';

const perennial = promptAt({
  now: NOW,
  readEnvironment: () =>
    readEnvironment({
      DATABASE_URL: shop().database.appUrl,
      SMTP_URL: 'smtp://127.0.0.1:1025',
      PERENNIAL_HOME: shop().folder,
    }),
});

async function write(name: string, text: string): Promise<string> {
  const path = join(shop().folder, name);
  await writeFile(path, text);
  return path;
}

describe('perennial import', () => {
  it('records nothing in a dry run, and says what would be', async () => {
    const before = await shop().stateHash();
    const [file, map] = [await write('dry.csv', CSV), await write('till.map.yaml', MAPPING)];
    const { exitCode, printed } = await perennial('import', file, '--map', map, '--dry-run');
    expect(exitCode).toBe(0);
    expect(printed).toContain('rejected  1 (unreadable_time 1)');
    expect(printed).toContain('1 events would be sent; nothing was recorded');
    expect(await shop().stateHash()).toBe(before);
  });

  it('answers a machine with what became of every line', async () => {
    const [file, map] = [await write('till.csv', CSV), await write('till.map.yaml', MAPPING)];
    const { exitCode, printed } = await perennial('import', file, '--map', map, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ read: 2, recorded: 1, rejected: 1, enrolled: 1 });
  });

  it.each([
    ['a mapping with a wrong word', MAPPING.replace('total: total', 'totl: total'), [], 'till.map.yaml:9:3'],
    ['a program that is not there', MAPPING, ['--program', 'nowhere'], 'there is no program nowhere'],
  ])('refuses %s', async (_, mapping, options, expected) => {
    const [file, map] = [await write('refused.csv', CSV), await write('till.map.yaml', mapping)];
    const { exitCode, errors } = await perennial('import', file, '--map', map, ...options);
    expect(exitCode).toBe(1);
    expect(errors).toContain(expected);
  });

  it('takes NDJSON by its name, and writes what it refuses in that form', async () => {
    const event = { type: 'purchase', member: { externalId: 'ann' }, occurredAt: '2026-11-20T10:00:00Z' };
    const total = { amountMinor: 100, currency: 'EUR' };
    const lines = [{ ...event, id: 'N1', data: { orderId: 'N1', total } }, { id: 'N2' }];
    const file = await write('events.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const { exitCode, printed } = await perennial('import', file, '--source', 'till', '--enrol', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ read: 2, recorded: 1, rejected: 1 });
    expect(await readFile(`${file}.rejects.ndjson`, 'utf8')).toContain('"event":"{\\"id\\":\\"N2\\"}"');
  });

  it.each([
    ['CSV without a mapping', ['f.csv'], 'CSV needs --map'],
    ['NDJSON without a source', ['f.ndjson.gz'], 'NDJSON needs --source'],
    ['NDJSON with a mapping', ['f.csv', '--format', 'ndjson', '--map', 'm.yaml'], '--map is for CSV'],
    ['CSV with a source', ['f.csv', '--map', 'm.yaml', '--source', 'till'], 'a mapping says both'],
  ])('does not understand %s', async (_, args, expected) => {
    const { exitCode, errors } = await perennial('import', ...args);
    expect(exitCode).toBe(2);
    expect(errors).toContain(expected);
  });

  it('refuses a file that is not there, and names it', async () => {
    const map = await write('till.map.yaml', MAPPING);
    const { exitCode, errors } = await perennial('import', 'nowhere.csv', '--map', map, '--program', PROGRAM);
    expect([exitCode, errors]).toEqual([2, 'nowhere.csv cannot be read']);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatFinding } from './finding.ts';
import { bindColumns } from './mapping-columns.ts';
import { parseMapping } from './mapping.ts';

const MINIMAL = `mapping: shop
source: shop
member: { column: customer }
purchase:
  id: [order]
  time: { column: at, format: rfc_3339 }
  currency: EUR
  total: total
`;

function findingsOf(text: string, header?: readonly string[]): readonly string[] {
  const parsed = parseMapping({ path: 'shop.map.yaml', text });
  if (!parsed.ok) return parsed.findings.map(formatFinding);
  const bound = header === undefined ? parsed : bindColumns(parsed.value, header);
  return bound.ok ? [] : bound.findings.map(formatFinding);
}

describe('a mapping file', () => {
  it('has defaults for everything that most files share', () => {
    const parsed = parseMapping({ path: 'shop.map.yaml', text: MINIMAL });
    expect(parsed.ok && parsed.value.value).toEqual({
      id: 'shop',
      source: 'shop',
      delimiter: ',',
      decimalMark: '.',
      skip: [],
      reject: [],
      member: { column: 'customer', enrol: false },
      purchase: {
        id: { kind: 'columns', columns: ['order'] },
        time: { column: 'at', reading: { kind: 'rfc_3339' } },
        currency: { kind: 'code', code: 'EUR' },
        amount: { kind: 'total', column: 'total' },
        store: null,
      },
      returns: null,
    });
  });

  it('says which lines are goods that came back, and from which order', () => {
    const text = `${MINIMAL}return: { where: { total: { below: 0 } }, order: refunds }\n`;
    const parsed = parseMapping({ path: 'shop.map.yaml', text });
    expect(parsed.ok && parsed.value.value.returns).toEqual({
      where: { total: { below: 0 } },
      order: 'refunds',
    });
    expect(findingsOf(text, ['customer', 'order', 'at', 'total'])).toEqual([
      'shop.map.yaml:9:50 return.order: the file has no column "refunds"',
    ]);
  });

  it.each([
    ['enrol', 'enroll', '3:29 member.enroll: unknown word "enroll"; did you mean "enrol"?'],
    ['source: shop', 'source: 12', '2:9 source: must be text; quote it: "12"'],
    ['EUR', 'euro', '7:13 purchase.currency: must be a currency code of three capital letters (ISO 4217)'],
    ['[order]', 'order', '5:7 purchase.id: must be line_number, or a list of columns'],
    ['  total: total\n', '', '5:3 purchase: needs exactly one of total, lines'],
    ['rfc_3339', 'yyyy-MM-dd', '6:9 purchase.time.zone: is missing: local times need a time zone'],
    [
      'rfc_3339',
      'yyyy-MM-dd, zone: Europe/Berlinn',
      '6:49 purchase.time.zone: must be a time zone, such as Europe/Berlin',
    ],
    [
      '  total',
      '  shipping: s\n  total',
      '8:3 purchase.shipping: "shipping" is known, but not supported yet',
    ],
    [
      'member:',
      'skip: [{ reason: no, where: {} }]\nmember:',
      '3:29 skip[0].where: needs a column with a comparison',
    ],
    [
      'member:',
      'skip: [{ reason: no, where: { a: { is: 1 } } }]\nmember:',
      '3:40 skip[0].where.a.is: must be text; quote it: "1"',
    ],
  ])('names file, line, path and reason when %j is %j', (from, to, expected) => {
    const text = MINIMAL.replace('customer }', 'customer, enrol: true }').replace(from, to);
    expect(findingsOf(text)).toEqual([`shop.map.yaml:${expected}`]);
  });

  it('refuses to group lines by their number', () => {
    const text = MINIMAL.replace('[order]', 'line_number').replace(
      'total: total',
      'lines: { sku: s, quantity: q, price: p }',
    );
    expect(findingsOf(text)).toEqual([
      'shop.map.yaml:5:7 purchase.id: must be a list of columns: lines are grouped into orders by them',
    ]);
  });

  it('finds the columns that a file lacks or has twice, with the nearest one', () => {
    expect(findingsOf(MINIMAL, ['customers', 'order', 'order', 'at', 'total'])).toEqual([
      'shop.map.yaml:3:19 member.column: the file has no column "customer"; did you mean "customers"?',
      'shop.map.yaml:5:8 purchase.id[0]: the file has 2 columns "order"',
    ]);
  });
});

describe('the shipped mappings', () => {
  const directory = new URL('../../../examples/imports/', import.meta.url);
  const files = readdirSync(directory).filter((name) => name.endsWith('.map.yaml'));

  it.each(files)('%s is valid', (name) => {
    expect(findingsOf(readFileSync(new URL(name, directory), 'utf8'))).toEqual([]);
  });

  it('are all there', () => {
    expect(files).toEqual(['cdnow.map.yaml', 'online-retail.map.yaml']);
  });
});

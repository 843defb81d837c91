import { z } from 'zod';
import { EXTERNAL_ID_LENGTH_MAX } from '../../domain/event/check-event.ts';
import type {
  CellTest,
  LinesMapping,
  Mapping,
  PurchaseMapping,
  ReturnMapping,
} from '../../domain/import/mapping.ts';
import { parseTimePattern, PATTERN_FIELDS, type TimeReading } from '../../domain/import/time-reading.ts';
import { parseZone } from '../../domain/values/calendar.ts';
import { minorDigitsOf } from '../../domain/values/currency.ts';
import type { Parsed } from './finding.ts';
import { parseFile, type ParsedFile } from './parse-file.ts';
import type { SourceFile } from './program-folder.ts';
import { id, snakeWord } from './text.ts';
import { closedWord, words } from './words.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const DECIMAL_MARKS = { point: '.', comma: ',' } as const;
/** Formats with a name of their own; they say which instant is meant, without a zone. */
const NAMED_FORMATS: Readonly<Record<string, TimeReading>> = {
  rfc_3339: { kind: 'rfc_3339' },
  epoch_seconds: { kind: 'epoch', millisecondsPerUnit: 1000 },
  epoch_milliseconds: { kind: 'epoch', millisecondsPerUnit: 1 },
};

const column = z.string().min(1, 'must name a column');

const cellTest: z.ZodType<CellTest> = words({
  is: z.string().exactOptional(),
  in: z.array(z.string()).min(1).exactOptional(),
  matches: z.string().exactOptional(),
  atLeast: z.number().exactOptional(),
  above: z.number().exactOptional(),
  atMost: z.number().exactOptional(),
  below: z.number().exactOptional(),
}).refine((test) => Object.keys(test).length > 0, 'needs a comparison, such as is');

const where = z
  .record(column, cellTest)
  .refine((tests) => Object.keys(tests).length > 0, 'needs a column with a comparison');

const lineRules = z.array(words({ reason: snakeWord, where })).default([]);

const returned = words({ where, order: column.optional() }).transform(
  ({ where: is, order = null }): ReturnMapping => ({ where: is, order }),
);

const time = words({ column, format: z.string(), zone: z.string().optional() }).transform(
  ({ column: from, format, zone }, ctx): PurchaseMapping['time'] => {
    const reading = timeReading(format, zone, (path, message) => {
      ctx.addIssue({ code: 'custom', path: [path], message });
    });
    return reading === null ? z.NEVER : { column: from, reading };
  },
);

const currency = z
  .union([z.string(), words({ column })], { error: 'must be a currency code, or { column: … }' })
  .transform((given, ctx): PurchaseMapping['currency'] => {
    if (typeof given !== 'string') return { kind: 'column', column: given.column };
    if (minorDigitsOf(given) !== null) return { kind: 'code', code: given };
    ctx.addIssue({ code: 'custom', message: 'must be a currency code of three capital letters (ISO 4217)' });
    return z.NEVER;
  });

const purchaseId = z
  .union([z.literal('line_number'), z.array(column).min(1)], {
    error: 'must be line_number, or a list of columns',
  })
  .transform((given): PurchaseMapping['id'] =>
    given === 'line_number' ? { kind: 'line_number' } : { kind: 'columns', columns: given },
  );

const lines = words({
  sku: column,
  name: column.optional(),
  category: column.optional(),
  quantity: column,
  price: column.optional(),
  amount: column.optional(),
}).transform(({ sku, name = null, category = null, quantity, price, amount }, ctx): LinesMapping => {
  if ((price === undefined) === (amount === undefined)) {
    ctx.addIssue({ code: 'custom', message: 'needs exactly one of price, amount' });
    return z.NEVER;
  }
  const exact: LinesMapping['amount'] =
    price === undefined ? { kind: 'amount', column: amount ?? '' } : { kind: 'price', column: price };
  return { sku, name, category, quantity, amount: exact };
});

const purchase = words(
  {
    id: purchaseId,
    time,
    currency,
    total: column.optional(),
    lines: lines.optional(),
    store: column.optional(),
  },
  ['tax', 'shipping', 'channel'],
).transform(
  ({ id: by, time: at, currency: paidIn, total, lines: grouped, store = null }, ctx): PurchaseMapping => {
    const common = { id: by, time: at, currency: paidIn, store };
    if (total !== undefined && grouped === undefined) {
      return { ...common, amount: { kind: 'total', column: total } };
    }
    if (grouped === undefined || total !== undefined) {
      ctx.addIssue({ code: 'custom', message: 'needs exactly one of total, lines' });
      return z.NEVER;
    }
    if (by.kind === 'line_number') {
      ctx.addIssue({
        code: 'custom',
        path: ['id'],
        message: 'must be a list of columns: lines are grouped into orders by them',
      });
      return z.NEVER;
    }
    return { ...common, amount: { kind: 'lines', lines: grouped } };
  },
);

const mappingFile = words(
  {
    mapping: id,
    source: z.string().min(1, 'must not be empty').max(EXTERNAL_ID_LENGTH_MAX),
    delimiter: closedWord(DELIMITERS).default(','),
    decimal: closedWord(['point', 'comma']).default('point'),
    skip: lineRules,
    reject: lineRules,
    member: words({ column, enrol: z.boolean().default(false) }),
    purchase,
    return: returned.optional(),
  },
  ['event'],
).transform(({ mapping, decimal, return: returns = null, ...rest }): Mapping => ({
  id: mapping,
  decimalMark: DECIMAL_MARKS[decimal],
  returns,
  ...rest,
}));

/** Reads a mapping file. Whether a file to be imported has its columns is asked by `bindColumns`. */
export function parseMapping(source: SourceFile): Parsed<ParsedFile<Mapping>> {
  return parseFile(source, mappingFile);
}

function timeReading(
  format: string,
  zoneName: string | undefined,
  refuse: (path: 'format' | 'zone', message: string) => void,
): TimeReading | null {
  const named = NAMED_FORMATS[format];
  if (named !== undefined) {
    if (zoneName === undefined) return named;
    refuse('zone', `must not be given: ${format} says which instant is meant`);
    return null;
  }
  const expression = parseTimePattern(format);
  if (expression === null) {
    const known = [...PATTERN_FIELDS, ...Object.keys(NAMED_FORMATS)].join(', ');
    refuse(
      'format',
      `must hold year, month and day, each field once, of ${known}; other letters in single quotes`,
    );
    return null;
  }
  const zone = zoneName === undefined ? null : parseZone(zoneName);
  if (zone !== null) return { kind: 'pattern', expression, zone };
  refuse(
    'zone',
    zoneName === undefined
      ? 'is missing: local times need a time zone'
      : 'must be a time zone, such as Europe/Berlin',
  );
  return null;
}

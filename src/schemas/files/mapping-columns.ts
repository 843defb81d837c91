import type {
  LineRule,
  LinesMapping,
  LineTest,
  Mapping,
  ReturnMapping,
} from '../../domain/import/mapping.ts';
import { formatPath, inReadingOrder, type Finding, type Parsed, type Path } from './finding.ts';
import { nearestWord } from './nearest.ts';
import type { ParsedFile } from './parse-file.ts';

/** Where each column that a mapping names stands in a file; or the names that the file's header lacks or has twice. */
export function bindColumns(
  { value: mapping, yaml }: ParsedFile<Mapping>,
  header: readonly string[],
): Parsed<ReadonlyMap<string, number>> {
  const findings = columnUses(mapping).flatMap(({ path, column, isName = false }): Finding[] => {
    const count = header.filter((name) => name === column).length;
    if (count === 1) return [];
    const reason =
      count === 0 ? `the file has no column "${column}"` : `the file has ${count} columns "${column}"`;
    const nearest = count === 0 ? nearestWord(column, header) : null;
    return [
      { file: yaml.file, ...yaml.locate(path, { atName: isName }), path: formatPath(path), reason, nearest },
    ];
  });
  if (findings.length > 0) return { ok: false, findings: inReadingOrder(findings) };
  return { ok: true, value: new Map(header.map((name, position) => [name, position])) };
}

interface ColumnUse {
  readonly path: Path;
  readonly column: string;
  /** The column is the name of an entry, not its value. */
  readonly isName?: boolean;
}

function columnUses({ skip, reject, member, purchase, returns }: Mapping): readonly ColumnUse[] {
  const { id, time, currency, amount, store } = purchase;
  return [
    ...ruleUses('skip', skip),
    ...ruleUses('reject', reject),
    { path: ['member', 'column'], column: member.column },
    ...(id.kind === 'columns' ? id.columns : []).map((column, index) => ({
      path: ['purchase', 'id', index],
      column,
    })),
    { path: ['purchase', 'time', 'column'], column: time.column },
    ...(currency.kind === 'column'
      ? [{ path: ['purchase', 'currency', 'column'], column: currency.column }]
      : []),
    ...(store === null ? [] : [{ path: ['purchase', 'store'], column: store }]),
    ...(amount.kind === 'total'
      ? [{ path: ['purchase', 'total'], column: amount.column }]
      : lineUses(amount.lines)),
    ...(returns === null ? [] : returnUses(returns)),
  ];
}

function ruleUses(list: 'skip' | 'reject', rules: readonly LineRule[]): readonly ColumnUse[] {
  return rules.flatMap(({ where }, index) => testUses([list, index], where));
}

function testUses(path: Path, where: LineTest): readonly ColumnUse[] {
  return Object.keys(where).map((column) => ({ path: [...path, 'where', column], column, isName: true }));
}

function returnUses({ where, order }: ReturnMapping): readonly ColumnUse[] {
  const named = order === null ? [] : [{ path: ['return', 'order'], column: order }];
  return [...testUses(['return'], where), ...named];
}

function lineUses({ amount, ...columns }: LinesMapping): readonly ColumnUse[] {
  const named = { ...columns, [amount.kind]: amount.column };
  return Object.entries(named).flatMap(([name, column]) =>
    column === null ? [] : [{ path: ['purchase', 'lines', name], column }],
  );
}

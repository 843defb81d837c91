import { compareFileEvents, type FileEvent } from '../../domain/import/file-event.ts';
import { firstMatch } from '../../domain/import/line-rule.ts';
import type { Mapping } from '../../domain/import/mapping.ts';
import { cellOf, purchaseId, readOrder, type ColumnPositions } from '../../domain/import/read-order.ts';
import type { SourceLine } from '../../domain/import/source-line.ts';
import type { LineObserver } from './line-observer.ts';
import { sortExternally } from './sort-externally.ts';

/**
 * The orders of a file by time, ties by first line, so that every member's purchases are recorded in the order in which
 * they happened, however the file is sorted. All lines are read before the first order comes out; memory stays bounded,
 * because both sorts, by order and by time, go through temporary files.
 */
export function ordersByTime(
  mapping: Mapping,
  positions: ColumnPositions,
  lines: AsyncIterable<SourceLine>,
  observer: LineObserver,
): AsyncGenerator<FileEvent> {
  const orders = readOrders(mapping, positions, lines, observer);
  return sortExternally(orders, compareFileEvents, { weightOf: (order) => order.lines.length });
}

interface KeyedLine {
  readonly id: string;
  readonly source: SourceLine;
}

async function* readOrders(
  mapping: Mapping,
  positions: ColumnPositions,
  lines: AsyncIterable<SourceLine>,
  observer: LineObserver,
): AsyncGenerator<FileEvent> {
  const keyed = keyedLines(mapping, positions, lines, observer);
  const isGrouped = mapping.purchase.amount.kind === 'lines';
  const groups = isGrouped ? consecutiveById(sortExternally(keyed, byIdThenLine)) : eachAlone(keyed);
  for await (const { id, sources } of groups) {
    const reading = readOrder(mapping, positions, id, sources);
    if (reading.kind === 'rejected') {
      await observer.rejected(reading.rejections);
      continue;
    }
    observer.found();
    yield reading.order;
  }
}

async function* keyedLines(
  mapping: Mapping,
  positions: ColumnPositions,
  lines: AsyncIterable<SourceLine>,
  observer: LineObserver,
): AsyncGenerator<KeyedLine> {
  for await (const source of lines) {
    observer.read();
    const skipRule = firstMatch(mapping.skip, cellOf(positions, source));
    if (skipRule !== null) {
      observer.skipped(skipRule.reason);
      continue;
    }
    const id = purchaseId(mapping, positions, source);
    if (id === null) {
      await observer.rejected([{ source, reason: 'missing_id', detail: 'a column of the id is empty' }]);
      continue;
    }
    yield { id, source };
  }
}

interface Group {
  readonly id: string;
  readonly sources: readonly SourceLine[];
}

async function* eachAlone(lines: AsyncIterable<KeyedLine>): AsyncGenerator<Group> {
  for await (const { id, source } of lines) yield { id, sources: [source] };
}

async function* consecutiveById(lines: AsyncIterable<KeyedLine>): AsyncGenerator<Group> {
  let current = '';
  let sources: SourceLine[] = [];
  for await (const { id, source } of lines) {
    if (id !== current && sources.length > 0) {
      yield { id: current, sources };
      sources = [];
    }
    current = id;
    sources.push(source);
  }
  if (sources.length > 0) yield { id: current, sources };
}

function byIdThenLine(a: KeyedLine, b: KeyedLine): number {
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.source.line - b.source.line;
}

import { compareFileEvents, type FileEvent } from '../../domain/import/file-event.ts';
import { firstMatch } from '../../domain/import/line-rule.ts';
import type { Mapping } from '../../domain/import/mapping.ts';
import {
  cellOf,
  orderKey,
  readOrder,
  type ColumnPositions,
  type OrderKey,
} from '../../domain/import/read-order.ts';
import type { SourceLine } from '../../domain/import/source-line.ts';
import type { LineObserver } from './line-observer.ts';
import { sortExternally } from './sort-externally.ts';

/**
 * The purchases and returns of a file by time, ties by first line, so that every member's are recorded in the order in which
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
  readonly key: OrderKey;
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
  for await (const { key, sources } of groups) {
    const reading = readOrder(mapping, positions, key, sources);
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
    const key = orderKey(mapping, positions, source);
    if (key === null) {
      await observer.rejected([{ source, reason: 'missing_id', detail: 'a column of the id is empty' }]);
      continue;
    }
    yield { key, source };
  }
}

interface Group {
  readonly key: OrderKey;
  readonly sources: readonly SourceLine[];
}

async function* eachAlone(lines: AsyncIterable<KeyedLine>): AsyncGenerator<Group> {
  for await (const { key, source } of lines) yield { key, sources: [source] };
}

async function* consecutiveById(lines: AsyncIterable<KeyedLine>): AsyncGenerator<Group> {
  let current: OrderKey | null = null;
  let sources: SourceLine[] = [];
  for await (const { key, source } of lines) {
    if (current !== null && key.externalId !== current.externalId) {
      yield { key: current, sources };
      sources = [];
    }
    current = key;
    sources.push(source);
  }
  if (current !== null) yield { key: current, sources };
}

function byIdThenLine(a: KeyedLine, b: KeyedLine): number {
  if (a.key.externalId !== b.key.externalId) return a.key.externalId < b.key.externalId ? -1 : 1;
  return a.source.line - b.source.line;
}

import type { JsonObject } from '../values/json.ts';
import type { FileEvent } from './file-event.ts';
import type { Mapping } from './mapping.ts';
import { readLine, type PurchasedLine } from './read-line.ts';
import type { Rejection, SourceLine, UnreadableReason } from './source-line.ts';

export type OrderReading =
  | { readonly kind: 'order'; readonly order: FileEvent }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

/** Where the columns of a file stand. */
export type ColumnPositions = ReadonlyMap<string, number>;

/** The text of a column of a line; a line that is too short has empty cells. */
export function cellOf(positions: ColumnPositions, { cells }: SourceLine): (column: string) => string {
  return (column) => cells[positions.get(column) ?? -1] ?? '';
}

/**
 * The id that a line gives its purchase; null when a cell of it is empty. Of several columns the cells are joined
 * with `/`, and a `/` or `%` inside them is percent-encoded, so that different cells never give one id.
 */
export function purchaseId(
  { purchase: { id } }: Mapping,
  positions: ColumnPositions,
  source: SourceLine,
): string | null {
  if (id.kind === 'line_number') return `line-${source.line}`;
  const cell = cellOf(positions, source);
  const cells = id.columns.map(cell);
  if (cells.includes('')) return null;
  if (cells.length === 1) return cells[0] ?? null;
  return cells.map((text) => text.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

/**
 * Reads the lines of one purchase, in the order of the file; at least one. Of several times the earliest counts.
 * One line that is rejected rejects the order, because its total would be wrong: the others say which line it was.
 */
export function readOrder(
  mapping: Mapping,
  positions: ColumnPositions,
  externalId: string,
  sources: readonly SourceLine[],
): OrderReading {
  const lines: PurchasedLine[] = [];
  const rejections: Rejection[] = [];
  for (const source of sources) {
    const reading = readLine(mapping, cellOf(positions, source));
    if (reading.kind === 'line') lines.push(reading.line);
    else rejections.push({ source, reason: reading.reason, detail: reading.detail });
  }
  const [first] = lines;
  if (rejections.length > 0 || first === undefined) return rejectOthers(externalId, sources, rejections);
  const totalMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0);
  const fault = faultOf(externalId, first, lines, totalMinor);
  if (fault !== null) {
    return { kind: 'rejected', rejections: sources.map((source) => ({ source, ...fault })) };
  }
  return {
    kind: 'order',
    order: {
      externalId,
      type: 'purchase',
      member: { externalId: first.member },
      occurredAt: lines.reduce((earliest, { at }) => (at < earliest ? at : earliest), first.at),
      data: {
        orderId: externalId,
        total: { amountMinor: totalMinor, currency: first.currency },
        ...itemsOf(lines),
        ...storeOf(mapping, positions, sources),
      },
      lines: sources,
    },
  };
}

function faultOf(
  externalId: string,
  first: PurchasedLine,
  lines: readonly PurchasedLine[],
  totalMinor: number,
): { reason: UnreadableReason; detail: string } | null {
  if (lines.some((line) => line.member !== first.member)) {
    return { reason: 'several_members', detail: `the lines of ${externalId} name several members` };
  }
  if (lines.some((line) => line.currency !== first.currency)) {
    return { reason: 'several_currencies', detail: `the lines of ${externalId} name several currencies` };
  }
  if (totalMinor < 0) return { reason: 'negative_total', detail: `the total of ${externalId} is below zero` };
  if (!Number.isSafeInteger(totalMinor)) {
    return { reason: 'unreadable_amount', detail: `the total of ${externalId} is too large` };
  }
  return null;
}

function rejectOthers(
  externalId: string,
  sources: readonly SourceLine[],
  rejections: readonly Rejection[],
): OrderReading {
  const byLine = new Map(rejections.map((rejection) => [rejection.source.line, rejection]));
  const [cause] = rejections;
  const detail = `line ${cause?.source.line} of ${externalId} was rejected: ${cause?.reason}`;
  return {
    kind: 'rejected',
    rejections: sources.map(
      (source) => byLine.get(source.line) ?? { source, reason: 'order_rejected', detail },
    ),
  };
}

function itemsOf(lines: readonly PurchasedLine[]): JsonObject {
  const items = lines.flatMap(({ item }) => (item === null ? [] : [item]));
  return items.length === 0 ? {} : { lines: items };
}

function storeOf(
  { purchase }: Mapping,
  positions: ColumnPositions,
  [first]: readonly SourceLine[],
): JsonObject {
  const store =
    purchase.store === null || first === undefined ? '' : cellOf(positions, first)(purchase.store);
  return store === '' ? {} : { store };
}
